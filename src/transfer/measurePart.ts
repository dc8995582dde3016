import { tensor2d } from '@tensorflow/tfjs-core';
import { neuralCollapse } from '../collapse/neuralCollapse.js';
import type { MeasureOptions } from '../collapse/options.js';
import type { ImageDataset } from '../data/dataset/types.js';
import { publicCall } from '../input/publicCall.js';
import { classStatistics } from '../statistics/classStatistics.js';
import { globalMeanOf } from '../statistics/value/means.js';
import { nearestMeanBounds } from './bounds/nearestMeanBounds.js';
import { type FeaturesOfDataset, featuresOf } from './featuresOf.js';
import type { TransferNetwork } from './transferNetwork.js';
import type { PartReport } from './transferRecord.js';
import type { ChosenTransferOptions, TransferProgress } from './transferReportOptions.js';

/** A part of a report: how it is read, what it is called in refusals, and what else its measures need. */
export interface PartOptions extends Pick<ChosenTransferOptions, 'batchSize' | 'signal' | 'onProgress'> {
  /** The name of the argument. */
  readonly argument: string;
  /** The classifier and the complexities of the classes, where there are any. */
  readonly measures?: Pick<MeasureOptions, 'classifier' | 'complexities'>;
  /** The numbers of shots of which the error is bounded. */
  readonly certificates?: readonly number[];
}

/** Runs a data set through the embedding, and measures the collapse of its features. */
export async function measurePart(
  { embedding }: TransferNetwork,
  set: ImageDataset,
  { argument, measures, certificates = [], batchSize, signal, onProgress }: PartOptions,
): Promise<{ part: PartReport; rows: FeaturesOfDataset }> {
  const { classes, classNames, size } = set;
  const tell = (stage: TransferProgress['stage'], done: number) => onProgress?.({ stage, done, total: size });
  const body = async () => {
    const rows = await featuresOf(embedding, set, { batchSize, signal, onProgress: (done) => tell('features', done) });
    const [n] = rows.shape;
    const features = tensor2d(rows.features, [n, rows.features.length / n]);
    const asked = { ...measures, classes, perClass: true, signal } as const;
    const collapse = await neuralCollapse(features, rows.labels, asked).finally(() => features.dispose());
    const { complexities } = measures ?? {};
    const bounds = await nearestMeanBounds(rows.features, rows.labels, { complexities, shots: certificates, signal });
    tell('collapse', size);
    const error = 1 - meanOfNumbers(collapse.perClass.nearestClassMeanAccuracy!);
    const names = classNames && { classNames: [...classNames] };
    return { part: { examples: n, ...names, collapse, nearestMean: { error, bounds } }, rows };
  };
  return publicCall('transferReport', body, aliasesOf(argument));
}

const meanOfNumbers = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The names that a data set and a network have among the arguments of a report, by those that they have elsewhere. */
export function aliasesOf(argument: string): Record<string, string> {
  const embedding = ['f', 'embedding'].map((name) => [name, 'network.embedding']);
  const outputs = ['f(x)', 'embedding(x)', 'features'].map((name) => [name, 'network.embedding(x)']);
  const classifier = ['classifier.weights', 'classifier.bias'].map((name) => [name, `network.${name}`]);
  const data = ['labels', 'classes', 'images'].map((name) => [`data.${name}`, `${argument}.${name}`]);
  return {
    data: argument,
    labels: `${argument}.labels`,
    ...Object.fromEntries([...embedding, ...outputs, ...classifier, ...data]),
  };
}

/** The mean of features [d], which few-shot classifiers may subtract. */
export async function meanOf({ features, labels, shape: [n] }: FeaturesOfDataset): Promise<Float64Array> {
  const rows = tensor2d(features, [n, features.length / n]);
  const statistics = await classStatistics(rows, labels).finally(() => rows.dispose());
  return globalMeanOf(statistics);
}

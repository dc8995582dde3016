import { balancedIndices } from '../data/dataset/balancedIndices.js';
import { datasetBatches } from '../data/dataset/datasetBatches.js';
import { subset } from '../data/dataset/subset.js';
import type { ImageDataset } from '../data/dataset/types.js';
import { geometricComplexityOfBatches } from '../geometry/geometricComplexityOfBatches.js';
import { publicCall } from '../input/publicCall.js';
import { aliasesOf } from './measurePart.js';
import type { TransferNetwork } from './transferNetwork.js';
import type { SourceComplexity } from './transferRecord.js';
import type { ChosenTransferOptions } from './transferReportOptions.js';

/** The number of examples that makes a standard error of a few per cent from one probe each. */
const ENOUGH = 1024;
/** The number of examples of a class below which its variance would say little. */
const LEAST_OF_CLASS = 16;

/** The number of examples that are measured unless it is given: as many of each class. */
export function enoughExamples({ labels, classes }: ImageDataset): number {
  const counts = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) counts[labels[i]]++;
  const ofClass = Math.max(LEAST_OF_CLASS, Math.ceil(ENOUGH / classes));
  return classes * Math.max(1, Math.min(ofClass, ...counts));
}

/** Some examples of a set, as many of each class. */
export function chooseExamples(source: ImageDataset, count: number, seed: number): ImageDataset {
  const choose = () => subset(source, balancedIndices(source, { count, seed }));
  return publicCall('transferReport', choose, { count: 'sourceExamples', ...aliasesOf('source') });
}

/** The geometric complexity of an embedding over a set of examples, and class by class. */
export async function complexityOfSource(
  { embedding }: TransferNetwork,
  examples: ImageDataset,
  { batchSize, probes, seed, signal, onProgress }: ChosenTransferOptions,
): Promise<SourceComplexity> {
  const { classes, size: total } = examples;
  const body = async () => {
    const { perExample, state, ...record } = await geometricComplexityOfBatches(
      embedding,
      () => datasetBatches(examples, { batchSize, signal }),
      { classes, probes, seed, signal, onProgress: (done) => onProgress?.({ stage: 'complexity', done, total }) },
    );
    return record;
  };
  return publicCall('transferReport', body, aliasesOf('source'));
}

import type { Tensor } from '@tensorflow/tfjs-core';
import { featureShape } from '../input/features.js';
import { type Labels, readLabels } from '../input/labels.js';
import { abortSignal, boolean, classCount, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { turns } from '../input/turns.js';
import { statisticsOfRows } from '../statistics/classStatistics.js';
import { labelledRows } from '../statistics/rows/labelledRows.js';
import { assemble, type ExamplePass } from './assembly.js';
import { readClassifier } from './classifier.js';
import { MEASURE_OPTIONS, type MeasureOptions } from './options.js';
import type { Known, NeuralCollapseOfExamples } from './record.js';
import { visitRows } from './visitRows.js';

/** Options of {@link neuralCollapse}. */
export interface NeuralCollapseOptions extends MeasureOptions {
  /** The number of classes, C. The default is the largest label plus one. */
  classes?: number;
  /**
   * Whether `fourthMoments` are added, which the bound for a few shots in `nearestMeanBounds` needs. They take one
   * more look at each example. The default is false.
   */
  fourthMoments?: boolean;
  /** A signal that ends the call early. The call then throws the signal's reason, and leaves no tensor behind. */
  signal?: AbortSignal;
}

/** Readers of {@link NeuralCollapseOptions}. */
export const NEURAL_COLLAPSE_OPTIONS = {
  ...MEASURE_OPTIONS,
  classes: classCount(2),
  fourthMoments: boolean,
  signal: abortSignal,
};

/**
 * Measures everything about the collapse of labelled features in one call: NC1 to NC4, CDNV and the others in one
 * record. Features that do not fit in memory are measured by {@link neuralCollapseOfBatches}.
 *
 * @param features A tensor [n, d]. One of higher rank, [n, ...], is read as n rows.
 * @param labels Whole numbers 0 .. C - 1, length n. Every class needs an example, and one is enough.
 * {@link indexLabels} numbers labels of any other kind.
 * @returns One record, {@link NeuralCollapse}. Measures that need a classifier, complexities or a request are absent
 * without it. A measure that the input does not determine, such as an angle of a class mean at the global mean, is
 * absent, too, and `undetermined` says why.
 * @throws InputError for features or labels that cannot be measured, for a class without examples, for fewer than two
 * classes, or for a classifier of another shape.
 * @example
 * const r = await neuralCollapse(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);
 * r.nc1;  // 0.125
 * r.cdnv; // 0.0625
 * @see Papyan, Han and Donoho 2020; Galanti, Gyorgy and Hutter 2022; Wu and Papyan 2024
 */
export async function neuralCollapse<O extends NeuralCollapseOptions = NeuralCollapseOptions>(
  features: Tensor,
  labels: Labels,
  options?: Known<O, NeuralCollapseOptions>,
): Promise<NeuralCollapseOfExamples<O>> {
  const body = async () => {
    const { classes, classifier, fourthMoments, signal, ...asked } = readOptions(options, NEURAL_COLLAPSE_OPTIONS);
    const turn = turns(signal);
    await turn();
    const { n, d } = featureShape(features);
    const read = await readLabels(labels, { n, features: features.shape, classes, everyClass: true });
    const values = classifier && (await readClassifier(classifier, read.classes, d));
    const rows = await labelledRows(features, read.labels, read.classes, { turn, twice: true });
    try {
      const statistics = await statisticsOfRows(rows, asked.featureRank && 'exact', turn);
      const origin = rows.origin(statistics);
      const visit = (pass: ExamplePass) => visitRows(rows, pass, statistics, turn);
      return (await assemble(statistics, values, asked, {
        origin,
        fourthMoments,
        visit,
      })) as NeuralCollapseOfExamples<O>;
    } finally {
      rows.dispose();
    }
  };
  return publicCall('neuralCollapse', body, { statistics: 'features' });
}

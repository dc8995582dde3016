import { readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { readMeans } from './readStatistics.js';
import { type BetweenClassOptions, CONVENTIONS, centredMeansOf, globalMeanOf } from './value/means.js';
import { exampleCountOf, requireExamples } from './value/requirements.js';
import type { ClassMeans } from './value/types.js';

/**
 * Counts the examples that statistics are of, N.
 *
 * @param statistics Class statistics, or the counts and means alone.
 * @returns N, the sum of the counts.
 * @throws InputError for what are no class statistics.
 * @example
 * exampleCount(await classStatistics(tf.tensor2d([[0], [0], [3]]), [0, 0, 1])); // 3
 */
export function exampleCount(statistics: ClassMeans): number {
  return publicCall('exampleCount', () => exampleCountOf(readMeans(statistics)));
}

/** Options of {@link globalMean} and {@link centredClassMeans}: which of the two global means is meant. */
export type GlobalMeanOptions = Pick<BetweenClassOptions, 'globalMean'>;

/**
 * Gives the point that class means are compared with, mu_G: the mean over all examples (`'sample'`, the default) or the
 * mean of the class means (`'class'`). The two are equal when the classes are balanced.
 *
 * @param statistics Statistics of at least one example.
 * @returns The global mean mu_G, shape [d], in the unit of the features.
 * @throws InputError for statistics of no example, and with `'class'` for a class without examples.
 * @example
 * const s = await classStatistics(tf.tensor2d([[0], [0], [3]]), [0, 0, 1]);
 * globalMean(s); // [1]
 * globalMean(s, { globalMean: 'class' }); // [1.5]
 */
export function globalMean(statistics: ClassMeans, options: GlobalMeanOptions = {}): Float64Array {
  return publicCall('globalMean', () => {
    const { globalMean } = readOptions(options, { globalMean: CONVENTIONS.globalMean });
    return globalMeanOf(readSome(statistics), globalMean);
  });
}

/**
 * Gives what NC2, GNC2, NC3 and UNC3 are measured on: the centred class means M, whose rows are mu_c - mu_G.
 *
 * @param statistics Statistics of at least one example.
 * @returns The centred class means M, shape [C, d], row-major, in the unit of the features.
 * @throws InputError where {@link globalMean} throws one.
 * @example
 * centredClassMeans(await classStatistics(tf.tensor2d([[0], [0], [3]]), [0, 0, 1])); // [-1, 2]
 */
export function centredClassMeans(statistics: ClassMeans, options: GlobalMeanOptions = {}): Float64Array {
  return publicCall('centredClassMeans', () => {
    const { globalMean } = readOptions(options, { globalMean: CONVENTIONS.globalMean });
    return centredMeansOf(readSome(statistics), globalMean);
  });
}

/** Reads counts and means, and refuses those of no examples. */
function readSome(statistics: ClassMeans): ClassMeans {
  const read = readMeans(statistics);
  requireExamples(read);
  return read;
}

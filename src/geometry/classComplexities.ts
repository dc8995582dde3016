import { refuse } from '../input/checks.js';
import { readLabelArray } from '../input/labels.js';
import { readNumbers } from '../input/numbers.js';
import { classCount, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';

/** Options of {@link classComplexities}. */
export interface ClassComplexitiesOptions {
  /** The number of classes, C. The default is the largest label plus one. */
  classes?: number;
}

/**
 * Splits geometric complexity by class, as {@link geometricCollapse} takes it: GC_c is the mean of the values of the
 * examples of class c.
 *
 * @param perExample Squared Jacobian norms or their estimates, length n: `perExample` of {@link geometricComplexity}.
 * @param labels Whole numbers 0 .. C - 1, length n.
 * @returns The complexity of each class, length C.
 * @throws InputError for labels of another length or out of range, or for a class without examples.
 * @example
 * classComplexities([1, 3, 5], [0, 0, 1]); // [2, 5]
 */
export function classComplexities(
  perExample: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: ClassComplexitiesOptions = {},
): Float64Array {
  return publicCall('classComplexities', () => {
    const { classes } = readOptions(options, { classes: classCount() });
    const values = readNumbers('perExample', perExample);
    if (values.length === 0) refuse('perExample', 'of one example at least', 'none', 'Skip empty batches.');
    const read = readLabelArray(labels, { n: values.length, classes, everyClass: true });
    const sums = new Float64Array(read.classes);
    const counts = new Float64Array(read.classes);
    for (const [i, c] of read.labels.entries()) {
      sums[c] += values[i];
      counts[c]++;
    }
    return sums.map((sum, c) => sum / counts[c]);
  });
}

import { checkInteger, refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';

/**
 * Geometric complexity of each class: the mean of the per-example values over its examples.
 *
 * @param perExample squared Jacobian norms or their estimates, length n
 * @param labels whole numbers 0 .. C - 1, length n
 * @param classes C; default the largest label plus one
 * @returns length C
 * @throws InputError for labels of another length or out of range, or a class without examples
 * @example
 * classComplexities([1, 3, 5], [0, 0, 1]); // [2, 5]
 */
export function classComplexities(
  perExample: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number = Array.from(labels).reduce((most, label) => Math.max(most, label), -1) + 1,
): Float64Array {
  return publicCall('classComplexities', () => {
    if (labels.length !== perExample.length || labels.length === 0) {
      const expected = `of length ${perExample.length}, one per example, at least one`;
      refuse('labels', expected, `length ${labels.length}`, 'Pass the labels of the same batch.');
    }
    checkInteger('classes', classes);
    const sums = new Float64Array(classes);
    const counts = new Float64Array(classes);
    for (let i = 0; i < labels.length; i++) {
      const c = checkInteger(`labels[${i}]`, labels[i], 0, classes - 1);
      sums[c] += perExample[i];
      counts[c]++;
    }
    const empty = counts.indexOf(0);
    if (empty >= 0) {
      const remedy = 'Its complexity does not exist: measure on more examples.';
      refuse('labels', 'with an example of every class', `none of class ${empty}`, remedy);
    }
    return sums.map((sum, c) => sum / counts[c]);
  });
}

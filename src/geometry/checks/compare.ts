import { refuse } from '../../input/checks.js';

/**
 * By how much a feature of one input may differ from batch to batch through rounding, as a share of its largest value.
 */
export const TOLERANCE = 1e-3;
/**
 * The same as a share of the largest value of all features: a feature may be what is left over from much larger
 * numbers.
 */
const FLOOR = 1e-4;

/**
 * Refuses features of examples that are not those that they had before.
 *
 * @param features [n . d] of each embedding, example by example
 * @param again [order.length . d] of each embedding
 * @param order the example that each row of `again` is of; -1 for a stranger, whose features are not looked at
 */
export function compare(
  features: readonly Float32Array[],
  again: readonly Float32Array[],
  order: Int32Array,
  n: number,
): void {
  if (features.length !== again.length) refuseApart();
  for (const [k, before] of features.entries()) {
    const after = again[k];
    const d = before.length / n;
    if (after.length !== order.length * d) refuseApart();
    const scales = new Float64Array(d); // of each feature
    for (let at = 0; at < before.length; at++) scales[at % d] = Math.max(scales[at % d], Math.abs(before[at]));
    const floor = FLOOR * scales.reduce((most, scale) => Math.max(most, scale), 0);
    for (const [at, i] of order.entries()) {
      for (let j = 0; j < d && i >= 0; j++) {
        const apart = Math.abs(after[at * d + j] - before[i * d + j]);
        if (!(apart <= Math.max(floor, TOLERANCE * scales[j]))) refuseApart();
      }
    }
  }
}

/** The refusal of an embedding whose examples are not apart. */
export function refuseApart(): never {
  refuse(
    'f',
    'a map that treats each example on its own',
    'other features for the same input beside other examples, at another place or in another call',
    'Batch norm and dropout in training mode do that: call model.apply(x, { training: false }), or pass the ' +
      'LayersModel itself, which is run in inference mode.',
  );
}

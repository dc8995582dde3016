import { refuse } from '../input/checks.js';
import { readNumbers } from '../input/numbers.js';
import { publicCall } from '../input/publicCall.js';
import { dot } from '../numeric/linearAlgebra.js';

/**
 * Tells whether the bias of a classifier cancels what all features have in common: bias collapse, ||W mu_G + b||, the
 * norm of the logits at the global mean. It is 0 where it does.
 *
 * @param weights The matrix W [C, d], row-major: the transpose of a Dense kernel.
 * @param bias The bias b, length C.
 * @param centre The global mean mu_G, length d: {@link globalMean}.
 * @returns The norm, in units of the logits.
 * @throws InputError when the lengths do not fit together.
 * @example
 * biasCollapse([1, -1], [-3, 3], [3]); // 0: W mu_G = (3, -3)
 * biasCollapse([1, -1], [0, 0], [3]); // 4.2426407: the root of 3^2 + 3^2
 */
export function biasCollapse(weights: ArrayLike<number>, bias: ArrayLike<number>, centre: ArrayLike<number>): number {
  return publicCall('biasCollapse', () => {
    const [w, b, mu] = [readNumbers('weights', weights), readNumbers('bias', bias), readNumbers('centre', centre)];
    const d = mu.length;
    if (w.length !== b.length * d || w.length === 0) {
      const remedy = 'weights are [C, d], bias [C], centre [d]; a Dense kernel [d, C] has to be transposed.';
      refuse('weights', w.length === 0 ? 'of one value at least' : `of length ${b.length * d}`, `${w.length}`, remedy);
    }
    let sum = 0;
    for (let c = 0; c < b.length; c++) sum += (dot(w, mu, d, c * d) + b[c]) ** 2;
    return Math.sqrt(sum);
  });
}

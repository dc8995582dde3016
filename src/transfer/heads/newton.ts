import { dot } from '../../numeric/linearAlgebra.js';
import { conjugateGradients } from './conjugateGradients.js';

/** A convex function at some point, as far as a step of Newton's method needs it. */
export interface Point {
  readonly at: Float64Array;
  readonly objective: number;
  readonly gradient: () => Float64Array;
  /** The length of a gradient that is nothing but rounding errors. */
  readonly rounding: number;
  /** The product of the Hessian with a vector. */
  readonly hessian: (direction: Float64Array) => Float64Array;
  /** The diagonal of the Hessian. Zeros count as ones. */
  readonly diagonal: () => Float64Array;
}

/** Steps after which the search has failed; about ten are usual. */
const MOST_STEPS = 200;
/** The share of the largest coordinate that the last step may have. The one before had its root, or little more. */
const FINE = 1e-8;
/** The share of the gradient that a step may leave unsolved: rounding leaves less. */
const LEAST_RESIDUAL = 1e-7;
/** A step is halved until the objective falls by this share of what its slope promises, but for rounding. */
const DESCENT = 1e-4;
const ROUNDING = 1e-14;
const LEAST_SHARE = 2 ** -40;

/**
 * The minimum of a convex function by Newton's method, which doubles the number of right digits in each of its last
 * steps. A step comes from conjugate gradients, which need no Hessian but its products.
 *
 * @param start Where the search begins.
 * @param pointAt The function.
 * @returns The minimum, or undefined where rounding errors hide it.
 * @see Nocedal and Wright, "Numerical optimization", section 7.1
 */
export function newtonMinimum(start: Float64Array, pointAt: (at: Float64Array) => Point): Float64Array | undefined {
  let here = pointAt(start);
  let first = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { at, objective, rounding, hessian } = here;
    const gradient = here.gradient();
    const norm = Math.sqrt(dot(gradient, gradient, gradient.length));
    if (norm <= rounding) return at;
    if (step === 0) first = norm;
    const left = Math.max(LEAST_RESIDUAL, Math.min(0.1, norm / first));
    const diagonal = here.diagonal().map((value) => value || 1);
    const direction = conjugateGradients(hessian, gradient, diagonal, left);
    const slope = dot(gradient, direction, direction.length);
    const to = (share: number) => pointAt(at.map((value, i) => value - share * direction[i]));
    let share = 1;
    here = to(share);
    while (!(here.objective <= objective - DESCENT * share * slope + ROUNDING * objective)) {
      share /= 2;
      if (share < LEAST_SHARE) return undefined;
      here = to(share);
    }
    if (share === 1 && largestOf(direction) <= FINE * largestOf(here.at)) return here.at;
  }
  return undefined;
}

function largestOf(values: Float64Array): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

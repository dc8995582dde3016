import type { Random } from '../../numeric/random.js';
import type { Maps } from '../products/linearisation.js';
import { type Deviation, deviationAlong, type Evaluated, largest, norm } from './deviation.js';
import { productsAt, valuesAt } from './evaluate.js';
import type { Reading } from './reading.js';

/** Number of directions at random in which a trial looks, in addition to the one along the gradient itself. */
const ACROSS = 2;
/**
 * Length of a step as a share of the distance over which features would change by their own size. Float32 resolves it
 * to below 1%.
 */
const STEP = 1e-4;
/**
 * The longest step as a share of the length of an input. Beyond it a network is no straight line, and differences tell
 * nothing.
 */
const FARTHEST = 0.03;
/** The least move of an entry as a share of the largest entry of an input: 16 units in its last place. */
const LEAST_MOVE = 16 * 2 ** -23;

/** The outcome of one trial: how far differences of f are from J^T v. */
export interface Trial {
  /** Along g = J^T v. Undefined where g is 0 at all points. */
  readonly along?: Deviation;
  /** Along directions at random, which show what g lacks. */
  readonly across: Deviation;
  /**
   * The largest difference between the features of a row in one company and in another, as a share of the largest
   * feature.
   */
  readonly apart: number;
  /** What a closer look needs: points, cotangents, and a step of either kind. */
  readonly at: { base: Float32Array; cotangents: readonly Float32Array[]; along?: Float64Array; across: Float64Array };
}

/**
 * Compares <v, J u> by central differences with <J^T v, u>, v normal, at points [m, ...] that are given by their
 * values.
 *
 * A step along g moves <v, f> the most. It can therefore be short, meets few kinks, and is still resolved by float32:
 * wrong sizes and signs show to a few percent. What g lacks altogether shows only in directions at random.
 *
 * @param factor what the usual length of a step is multiplied by
 * @param most the number of rows that go through f together; 0 where f takes m rows and no other number
 * @returns the trial; undefined where f or its gradient is not finite
 */
export function* gradientTrial(
  maps: Maps,
  base: Float32Array,
  shape: readonly number[],
  { random, factor, most }: { random: Random; factor: number; most: number },
): Reading<Trial | undefined> {
  const [m] = shape;
  const p = base.length / m;
  const { features, cotangents, products } = yield* productsAt(maps, base, shape, random);
  // Several embeddings count as one, each by the size of its gradient.
  const sizes = products.map((g) => norm(g, 0, g.length) || 1);
  for (const [k, v] of cotangents.entries()) for (let j = 0; j < v.length; j++) v[j] /= sizes[k];
  const gradient = new Float64Array(m * p); // [m, p]
  for (const [k, g] of products.entries()) for (let j = 0; j < g.length; j++) gradient[j] += g[j] / sizes[k];
  if (!Number.isFinite(norm(gradient, 0, gradient.length))) return undefined;

  const rows = Array.from({ length: m }, (_, i) => i);
  const lengths = rows.map((i) => norm(gradient, i * p, p)); // ||g_i||
  const heights = rows.map((i) =>
    Math.hypot(...features.map((f, k) => norm(f, (i * f.length) / m, f.length / m) / sizes[k])),
  );
  const typical = norm(lengths, 0, m) / Math.sqrt(m);
  const farthest = (FARTHEST * norm(base, 0, m * p)) / Math.sqrt(m) || Infinity;
  const steps = rows.map((i) => {
    const natural = (STEP * heights[i]) / Math.max(lengths[i], 1e-3 * typical);
    const step = natural > 0 && natural < Infinity ? natural : 10 * STEP * (largest(base, i * p, p) || 1);
    return Math.min(factor * step, farthest);
  });
  /** A step u [m, p], scaled row by row, so that an entry moves by a few units in its last place at least. */
  const direction = (entry: (at: number) => number): Float64Array => {
    const u = Float64Array.from({ length: m * p }, (_, at) => entry(at) * steps[Math.floor(at / p)]);
    for (const i of rows) {
      const move = norm(u, i * p, p) / Math.sqrt(p);
      const least = LEAST_MOVE * largest(base, i * p, p);
      if (move > 0 && move < least) for (let j = i * p; j < (i + 1) * p; j++) u[j] *= least / move;
    }
    return u;
  };
  const along = typical > 0 ? [direction((at) => gradient[at] / (lengths[Math.floor(at / p)] || 1))] : [];
  const across = Array.from({ length: ACROSS }, () => direction(random.normal));
  const directions = [...along, ...across];
  const points = [base, ...directions.flatMap((u) => [moved(base, u, 1), moved(base, u, -1)])];
  const values = yield* valuesAt(maps, points, shape, most);
  if (!values) return undefined;

  const evaluated: Evaluated = { points, values, cotangents, gradient, lengths, heights, m, p };
  return {
    along: along.length > 0 ? deviationAlong(evaluated, [0], 1) : undefined,
    across: deviationAlong(
      evaluated,
      across.map((_, r) => along.length + r),
      Math.sqrt(p),
    ),
    apart: Math.max(
      ...features.map((f, k) => {
        const difference = f.map((value, j) => value - values[k][0][j]);
        return largest(difference, 0, f.length) / (largest(f, 0, f.length) || 1);
      }),
    ),
    at: { base, cotangents, along: along[0], across: across[0] },
  };
}

/** x + sign u, in float32. */
function moved(x: Float32Array, u: Float64Array, sign: number): Float32Array {
  return x.map((value, at) => value + sign * u[at]);
}

import { clone, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Random } from '../../numeric/random.js';
import { offTheTape } from '../../tfjs/tape/offTheTape.js';
import { linearise, type Maps } from '../products/linearisation.js';
import { type Deviation, deviationAlong, type Evaluated, largest, norm } from './deviation.js';
import type { Reading } from './reading.js';

/** Directions at random in which a trial looks, beside the one along the gradient itself. */
const ACROSS = 2;
/** Step, of the distance over which features would change by their own size: float32 resolves it to a fraction of a percent. */
const STEP = 1e-4;
/** Of the length of an input: beyond such a step a network is no straight line, and what differences say is chance. */
const FARTHEST = 0.03;
/** Units in the last place of the largest entry of an input by which an entry moves at least. */
const LEAST_MOVE = 16 * 2 ** -23;

/** One trial: some points, cotangents v there, and what differences of f say of J^T v. */
export interface Trial {
  /** Along g = J^T v. Undefined where g is 0 at all points. */
  readonly along?: Deviation;
  /** Along directions at random, which see what g lacks. */
  readonly across: Deviation;
  /** How far the features of a row were from those of the same row in other company, at most, of the largest. */
  readonly apart: number;
  /** To look closer with: points, cotangents, and a step of either kind. */
  readonly at: { base: Float32Array; cotangents: readonly Float32Array[]; along?: Float64Array; across: Float64Array };
}

/**
 * Compares <v, J u> by central differences with <J^T v, u>, v normal, at points [m, ...] that are given by their values.
 *
 * A step along g moves <v, f> the most, so that float32 resolves it where it is small, and few kinks are met: wrong sizes and signs
 * show to a few percent. What g lacks altogether shows across alone. Undefined where f or its gradient is not finite.
 *
 * @param factor of the step
 * @param most rows that go through f together; 0 where f takes m rows and no other number
 */
export function* gradientTrial(
  maps: Maps,
  base: Float32Array,
  shape: readonly number[],
  { random, factor, most }: { random: Random; factor: number; most: number },
): Reading<Trial | undefined> {
  const [m] = shape;
  const p = base.length / m;
  const { features, cotangents, products } = yield* linearAt(maps, base, shape, random);
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
  /** u [m, p], scaled row by row, so that an entry moves by a few units in its last place at least. */
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

/** Features f_k(x), normal cotangents v_k and products J_k^T v_k at points [m, ...]. */
function* linearAt(
  maps: Maps,
  base: Float32Array,
  shape: readonly number[],
  random: Random,
): Reading<{ features: readonly Float32Array[]; cotangents: Float32Array[]; products: readonly Float32Array[] }> {
  const x = tensor(base, [...shape]);
  try {
    const linear = offTheTape(() => linearise(maps, x));
    try {
      const features = yield linear.outputs.map((y) => offTheTape(() => clone(y)));
      const cotangents = features.map(({ length }) => Float32Array.from({ length }, random.normal));
      const products = yield cotangents.map((v, k) => offTheTape(() => linear.product(k, v)));
      return { features, cotangents, products };
    } finally {
      linear.dispose();
    }
  } finally {
    x.dispose();
  }
}

/** The values of each embedding at each of some sets of points: [embedding][set][m . d]. Undefined where f does not take them. */
function* valuesAt(
  maps: Maps,
  points: readonly Float32Array[],
  [m, ...rest]: readonly number[],
  most: number,
): Reading<Float32Array[][] | undefined> {
  const values: Float32Array[][] = [];
  const together = Math.max(1, Math.floor(most / m));
  for (let start = 0; start < points.length; start += together) {
    const group = points.slice(start, start + together);
    const all = new Float32Array(group.length * points[0].length);
    for (const [i, point] of group.entries()) all.set(point, i * point.length);
    const x = tensor(all, [group.length * m, ...rest]);
    try {
      let made: Tensor[];
      try {
        made = offTheTape(() => tidy(() => maps(x).map((y) => clone(y))));
      } catch {
        return undefined; // a step outside of what f is made for
      }
      const outputs = yield made;
      for (const [k, y] of outputs.entries()) {
        const size = y.length / group.length;
        values[k] = [...(values[k] ?? []), ...group.map((_, i) => y.subarray(i * size, (i + 1) * size))];
      }
    } finally {
      x.dispose();
    }
  }
  return values;
}

/** x + sign u, in float32. */
function moved(x: Float32Array, u: Float64Array, sign: number): Float32Array {
  return x.map((value, at) => value + sign * u[at]);
}

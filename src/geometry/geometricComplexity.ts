import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { checkChoice, checkInteger, checkNumber, refuse } from '../internal/checks.js';
import { type Random, seededRandom } from '../internal/random.js';
import { studentTQuantile } from '../internal/studentT.js';
import { asFunction, checkEmbedding, type Embedding } from './embedding.js';
import { squaredJacobianNorms, squaredVjpNorms } from './squaredJacobianNorms.js';

/** Options of {@link geometricComplexity}. */
export interface GeometricComplexityOptions {
  /** `'estimate'` (default): random probes, with an error bar. `'exact'`: d passes, no error. */
  method?: 'exact' | 'estimate';
  /** Vector-Jacobian passes of an estimate, default 2. */
  probes?: number;
  /** Of the probes; the same seed gives the same estimate. Default 0. */
  seed?: number;
  /** Coverage of `interval`, default 0.95. */
  confidence?: number;
}

/** Geometric complexity with its error. */
export interface GeometricComplexity {
  /** (1/n) sum_i ||df/dx(x_i)||_F^2, or its estimate. */
  mean: number;
  /** Standard error of `mean`; 0 when exact. */
  standardError: number;
  /** Student-t interval of the given confidence, cut at 0. */
  interval: [number, number];
  /**
   * What the error is about. `'batch'`: these n examples (exact, or two probes and more). `'population'`: the
   * distribution they were drawn from, all that one probe per example can tell.
   */
  target: 'batch' | 'population';
  /** ||df/dx(x_i)||_F^2 of each example, or its unbiased estimate, length n. */
  perExample: Float64Array;
  /** Vector-Jacobian passes spent. */
  vjps: number;
}

/**
 * Geometric complexity of an embedding on a batch: GC = (1/n) sum_i ||df/dx(x_i)||_F^2, of the map in inference mode.
 * It is the mean squared sensitivity of the features to the input, zero for a constant map.
 *
 * The estimate uses E ||J^T v||^2 = ||J||_F^2 for random signs v, drawn afresh for every example and every pass. That
 * costs nothing more than one v for the whole batch and has a far smaller error, since the errors of the examples average out.
 *
 * @param f embedding: a function of tensors that treats each example on its own, or a LayersModel
 * @param x inputs [n, ...], float32, as the network sees them (normalised)
 * @returns mean, error and per-example values, in (feature unit / input unit)^2
 * @throws InputError when f(x) does not have n rows or does not depend on x, x is not float32, no gradients are registered,
 * the Jacobian is not finite, or one probe meets a batch of one (no error can be given)
 * @example
 * const f = (x) => tf.square(x);
 * (await geometricComplexity(f, tf.tensor2d([[1, 2], [0, 1]]), { method: 'exact' })).mean; // 12: (20 + 4) / 2
 * @see Dherin, Munn, Rosca and Barrett, "Why neural networks find simple solutions", 2022
 */
export async function geometricComplexity(
  f: Embedding,
  x: Tensor,
  { method = 'estimate', probes = 2, seed = 0, confidence = 0.95 }: GeometricComplexityOptions = {},
): Promise<GeometricComplexity> {
  const where = 'geometricComplexity';
  checkChoice(where, 'method', method, ['exact', 'estimate']);
  checkInteger(where, 'probes', probes);
  checkInteger(where, 'seed', seed, 0, Number.MAX_SAFE_INTEGER);
  if (!(checkNumber(where, 'confidence', confidence) > 0 && confidence < 1)) {
    refuse(where, 'confidence', 'between 0 and 1', String(confidence), 'Pass 0.95 for a 95% interval.');
  }
  const map = asFunction(where, f);
  const shape = checkEmbedding(where, map, x);
  const [n, ...rest] = shape;
  if (method === 'exact') {
    const perExample = await squaredJacobianNorms(map, x);
    const mean = average(perExample);
    const vjps = rest.reduce((product, size) => product * size, 1);
    return { mean, standardError: 0, interval: [mean, mean], target: 'batch', perExample, vjps };
  }
  if (probes === 1 && n === 1) {
    refuse(
      where,
      'probes',
      'at least 2 for a batch of one',
      '1',
      'One value has no error bar: add probes or examples.',
    );
  }
  const random = seededRandom(seed);
  const perExample = new Float64Array(n); // running means over probes
  const squaredDeviations = new Float64Array(n); // Welford: sums of squared deviations from them
  for (let k = 1; k <= probes; k++) {
    const squares = await squaredVjpNorms(where, map, x, () => randomSigns(shape, random));
    for (let i = 0; i < n; i++) {
      const before = squares[i] - perExample[i];
      perExample[i] += before / k;
      squaredDeviations[i] += before * (squares[i] - perExample[i]);
    }
  }
  const mean = average(perExample);
  const { standardError, degreesOfFreedom } =
    probes === 1 ? errorOverExamples(perExample) : errorOverProbes(squaredDeviations, probes);
  const half = standardError === 0 ? 0 : standardError * studentTQuantile((1 + confidence) / 2, degreesOfFreedom);
  const target = probes === 1 ? 'population' : 'batch';
  return { mean, standardError, interval: [Math.max(0, mean - half), mean + half], target, perExample, vjps: probes };
}

/** Independent +1 / -1 for every entry, a tensor of the given shape. */
function randomSigns(shape: number[], random: Random): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(Float32Array.from({ length: size }, random.sign), shape);
}

/** Of the mean over a fixed batch, each example's variance known from its probes; Satterthwaite's degrees of freedom. */
function errorOverProbes(squaredDeviations: Float64Array, probes: number) {
  const n = squaredDeviations.length;
  let sum = 0;
  let squares = 0;
  for (const deviation of squaredDeviations) {
    const variance = deviation / (probes - 1) / probes; // of this example's mean over probes
    sum += variance;
    squares += variance * variance;
  }
  const degreesOfFreedom = squares === 0 ? 1 : ((probes - 1) * sum * sum) / squares;
  return { standardError: Math.sqrt(sum) / n, degreesOfFreedom };
}

/** Of the mean over examples drawn from a population, from their spread alone. */
function errorOverExamples(perExample: Float64Array) {
  const n = perExample.length;
  const mean = average(perExample);
  const variance = perExample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { standardError: Math.sqrt(variance / n), degreesOfFreedom: n - 1 };
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

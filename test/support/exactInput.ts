import * as tf from '@tensorflow/tfjs-core';
import { permutation, seededRandom } from '../../src/numeric/random.js';

/**
 * Labelled features with a classifier and complexities, made of numbers of few bits. Moving them by a law rounds
 * nothing in float32, so that where a measure breaks its law, the library alone has broken it.
 */
export interface ExactInput {
  readonly classes: number;
  readonly d: number;
  readonly labels: readonly number[];
  /** h [n, d], row-major. */
  readonly values: Float64Array;
  /** mu_c [C, d], which the rows of each class have as their mean without rounding. */
  readonly centres: Float64Array;
  /** W [C, d], row-major. */
  readonly weights: Float64Array;
  /** b [C]. */
  readonly bias: Float64Array;
  /** GC_c [C]. */
  readonly complexities: Float64Array;
  /** An offset as large as float32 adds to these features without rounding. */
  readonly far: number;
}

/** What an input is like. */
interface Kind {
  counts: readonly number[];
  d: number;
  seed: number;
  /** Standard deviation of a feature within its class. */
  spread?: number;
  /** What every class mean is a multiple of. */
  grid?: number;
  /** What every residual is a multiple of. */
  step?: number;
  /** What is added to every feature. */
  offset?: number;
  /** Class means from this number on are sums or differences of two earlier ones. */
  independent?: number;
}

/** Examples about class means; the residuals of a class add up to zero. */
export function exactInput({
  counts,
  d,
  seed,
  spread = 1,
  grid = 2 ** -4,
  step = 2 ** -6,
  offset = 0,
  independent = Infinity,
}: Kind): ExactInput {
  const random = seededRandom(seed);
  const onGrid = (size: number, unit: number) => unit * Math.round((size * random.normal()) / unit);
  const fill = (length: number, value: (at: number) => number) => Float64Array.from({ length }, (_, at) => value(at));
  const classes = counts.length;
  const centres = fill(classes * d, () => onGrid(1, grid));
  for (let c = independent; c < classes; c++) {
    const [a, b, sign] = [c % independent, (3 * c + 1) % independent, c < 2 * independent ? -1 : 1];
    for (let j = 0; j < d; j++) centres[c * d + j] = centres[a * d + j] + sign * centres[b * d + j];
  }
  for (let at = 0; at < centres.length; at++) centres[at] += offset;
  const rows = counts.flatMap((count, c) => {
    const last = new Float64Array(d);
    return Array.from({ length: count }, (_, i) => {
      const residual = i === count - 1 ? last : fill(d, () => onGrid(spread, step));
      if (i < count - 1) for (let j = 0; j < d; j++) last[j] -= residual[j];
      return { label: c, row: residual.map((value, j) => centres[c * d + j] + value) };
    });
  });
  const shuffled = Array.from(permutation(rows.length, random), (i) => rows[i]);
  return {
    classes,
    d,
    labels: shuffled.map(({ label }) => label),
    values: Float64Array.from(shuffled.flatMap(({ row }) => [...row])),
    centres,
    weights: fill(classes * d, () => onGrid(1, 2 ** -6)),
    bias: fill(classes, () => onGrid(1, 2 ** -6)),
    complexities: fill(classes, () => 1 + Math.abs(onGrid(1, 2 ** -6))),
    far: Math.min(4096, 2 ** 18 * step),
  };
}

/** Inputs of every kind that takes another way through the library, or on which a published code fails. */
export const KINDS: Record<string, ExactInput> = {
  'balanced classes': exactInput({ counts: [12, 12, 12, 12], d: 8, seed: 1 }),
  'unbalanced classes, one of a single example': exactInput({ counts: [30, 1, 2, 9, 5], d: 6, seed: 2 }),
  'two classes that overlap': exactInput({ counts: [20, 9], d: 5, seed: 3, spread: 4 }),
  'more classes than dimensions': exactInput({ counts: [6, 5, 4, 6, 5, 4, 6, 5, 4], d: 4, seed: 4 }),
  '17 classes with dependent means': exactInput({
    counts: Array.from({ length: 17 }, (_, c) => 3 + (c % 4)),
    d: 24,
    seed: 5,
    independent: 7,
  }),
  'an offset of 8192': exactInput({ counts: [14, 11, 8], d: 8, seed: 6, offset: 8192 }),
  'collapsed classes of spread 1e-4': exactInput({
    counts: [15, 10, 12, 7],
    d: 8,
    seed: 7,
    spread: 1e-4,
    step: 2 ** -17,
  }),
};

/**
 * Vertices of a simplex equiangular tight frame, three examples at each, whose classifier is its own means; C is 2, 4
 * or 8.
 */
export function perfectCollapse(classes: number): ExactInput {
  const d = classes + 2;
  const centres = Float64Array.from({ length: classes * d }, (_, at) => {
    const [c, j] = [Math.floor(at / d), at % d];
    return j >= classes ? 0 : (c === j ? 1 : 0) - 1 / classes;
  });
  const labels = Array.from({ length: 3 * classes }, (_, i) => i % classes);
  return {
    classes,
    d,
    labels,
    values: Float64Array.from(labels.flatMap((y) => [...centres.subarray(y * d, (y + 1) * d)])),
    centres,
    weights: centres.slice(),
    bias: new Float64Array(classes),
    complexities: new Float64Array(classes).fill(3),
    far: 4096,
  };
}

/** As the library takes it; refuses what float32 does not hold. */
export function tensorsOf({ classes, d, labels, values, weights, bias, complexities }: ExactInput) {
  for (const value of [...values, ...weights, ...bias]) {
    if (Math.fround(value) !== value)
      throw new Error(`${value} is not a float32 number: moving the input has rounded it`);
  }
  // The kernel, [d, C].
  const kernel = Float32Array.from(weights, (_, at) => weights[(at % classes) * d + Math.floor(at / classes)]);
  return {
    features: tf.tensor2d(Float32Array.from(values), [labels.length, d]),
    labels: [...labels],
    classifier: { weights: tf.tensor2d(kernel, [d, classes]), bias: tf.tensor1d(Float32Array.from(bias)) },
    complexities,
  };
}

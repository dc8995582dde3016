import * as tf from '@tensorflow/tfjs-core';
import { seededRandom } from '../../src/numeric/random.js';

/** An input of a kernel: its shape, and what is in it. */
export interface Input {
  shape: number[];
  dtype: 'float32' | 'int32' | 'bool';
  values: number[];
}

/** One call of a kernel. Inputs that are a list (Concat, Pack, AddN) have the keys '0', '1', ... */
export interface Case {
  inputs: Record<string, Input>;
  attrs?: Record<string, unknown>;
}

/** The cases of some kernels, by the kernel's name. */
export type Cases = Record<string, () => Case[]>;

/** Shapes and the like, a text each: '3 5' is [3, 5], and '' is []. */
export const rows = (...texts: string[]): number[][] =>
  texts.map((text) => (text.trim() === '' ? [] : text.trim().split(/\s+/).map(Number)));

/** Lists of them, a text each: '3 5 | 0 1' is [[3, 5], [0, 1]]. */
export const table = (...texts: string[]): number[][][] => texts.map((text) => rows(...text.split('|')));

const size = (shape: number[]) => shape.reduce((product, length) => product * length, 1);
let seed = 0;

function filled(shape: number[], dtype: Input['dtype'], value: (random: ReturnType<typeof seededRandom>) => number) {
  const random = seededRandom(++seed);
  return { shape, dtype, values: Array.from({ length: size(shape) }, () => value(random)) };
}

/** Standard normal values. */
export const normal = (...shape: number[]): Input => filled(shape, 'float32', (random) => random.normal());

/** Uniform in (0.1, 1.1): for logarithms, roots, divisors, variances. */
export const positive = (...shape: number[]): Input => filled(shape, 'float32', (random) => 0.1 + random.uniform());

/** Whole numbers from -4 to 4, zero included. */
export const whole = (...shape: number[]): Input =>
  filled(shape, 'int32', (random) => Math.floor(random.uniform() * 9) - 4);

/** Whole numbers from 0 up to and without `end`. */
export const below = (end: number, ...shape: number[]): Input =>
  filled(shape, 'int32', (random) => Math.floor(random.uniform() * end));

export const truth = (...shape: number[]): Input => filled(shape, 'bool', (random) => (random.uniform() < 0.5 ? 0 : 1));

/** Inputs that are a list. */
export const list = (make: (...shape: number[]) => Input, ...shapes: number[][]): Record<string, Input> =>
  Object.fromEntries(shapes.map((shape, i) => [String(i), make(...shape)]));

/** Values of few sizes, so that many are equal. */
export const tied = (...shape: number[]): Input =>
  filled(shape, 'float32', (random) => Math.floor(random.uniform() * 3) - 1);

export const given = (values: number[], shape = [values.length], dtype: Input['dtype'] = 'float32'): Input => ({
  shape,
  dtype,
  values,
});

/** Numbers of both types. */
export const both = [normal, whole];

/** What a fused kernel may end in. */
export const activations = ['linear', 'relu', 'relu6', 'prelu', 'leakyrelu', 'sigmoid', 'elu'];

/** Where elementwise functions differ: what is not finite, zeros of both signs, halves, and the ends of the range. */
export const special = (): Input =>
  given([Number.NaN, Infinity, -Infinity, 0, -0, 0.5, 1.5, 2.5, -0.5, -1.5, 1, -1, 3e38, -3e38, 1e-30, 100, -100]);

/**
 * The tensor on the current backend, as uploaded or as an operation leaves it: two that undo each other exactly, or one
 * out of a larger tensor.
 */
export function tensor({ shape, dtype, values }: Input, made: 'uploaded' | 'computed' | 'sliced'): tf.Tensor {
  if (made === 'sliced') {
    const wide = tf.tensor([...values, ...values, ...values], [3, ...shape], dtype);
    return shape.length < 6 ? tf.reshape(tf.slice(wide, 1, 1), shape) : tf.tensor(values, shape, dtype);
  }
  const uploaded = tf.tensor(values, shape, dtype);
  if (made === 'uploaded') return uploaded;
  if (dtype === 'bool') return tf.logicalNot(tf.logicalNot(uploaded));
  return dtype === 'int32'
    ? tf.sub(tf.add(uploaded, tf.scalar(1, 'int32')), tf.scalar(1, 'int32'))
    : tf.neg(tf.neg(uploaded));
}

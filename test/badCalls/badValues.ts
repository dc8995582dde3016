import './onCpu.js';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';

/** What a function of the user's that throws says. */
export const OWN = 'an error of the caller';

const small = sequential({ layers: [layers.dense({ units: 3, inputShape: [2] })] });

/** Values that people pass by mistake, made anew for every call; some are right in some places. */
export const VALUES: Record<string, () => unknown> = {
  // nothing, truth, numbers
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  zero: () => 0,
  'minus zero': () => -0,
  one: () => 1,
  two: () => 2,
  three: () => 3,
  'minus one': () => -1,
  half: () => 0.5,
  'one and a half': () => 1.5,
  NaN: () => Number.NaN,
  Infinity: () => Infinity,
  '-Infinity': () => -Infinity,
  '2^24 + 1': () => 2 ** 24 + 1,
  '2^31 - 1': () => 2 ** 31 - 1,
  '2^40': () => 2 ** 40,
  '2^53': () => 2 ** 53,
  'smallest number': () => 5e-324,
  'largest number': () => Number.MAX_VALUE,
  'a Number object': () => new Number(3),
  bigint: () => 1n,
  'huge bigint': () => 2n ** 70n,
  // words
  'empty string': () => '',
  letter: () => 'a',
  "'false'": () => 'false',
  "'exakt'": () => 'exakt',
  "'3'": () => '3',
  "'clas'": () => 'clas',
  "'Sample'": () => 'Sample',
  'long string': () => 'x'.repeat(10_000),
  symbol: () => Symbol('s'),
  // functions
  'function of nothing': () => () => undefined,
  'function to a number': () => () => 1,
  'function to null': () => () => null,
  'function to an array': () => () => [1],
  'async function': () => async () => 1,
  'identity function': () => (x: unknown) => x,
  'function that throws': () => () => {
    throw new Error(OWN);
  },
  // objects
  'empty object': () => ({}),
  'object of another kind': () => ({ a: 1 }),
  'object with length 6': () => ({ length: 6 }),
  'object with a negative length': () => ({ length: -1 }),
  'object with a huge length': () => ({ length: 2 ** 40 }),
  'object with length as text': () => ({ length: '6' }),
  'typed array out of JSON': () => ({ '0': 0, '1': 0, '2': 1, '3': 1, '4': 2, '5': 2 }),
  'object without a prototype': () => Object.create(null),
  Date: () => new Date(0),
  RegExp: () => /x/,
  Map: () => new Map([[0, 1]]),
  Set: () => new Set([0, 0, 1]),
  WeakMap: () => new WeakMap(),
  Error: () => new Error('x'),
  promise: () => Promise.resolve(1),
  'promise of an array': () => Promise.resolve([0, 0, 1, 1, 2, 2]),
  generator: () => [0, 0, 1, 1, 2, 2][Symbol.iterator](),
  'class instance': () => new (class Settings {})(),
  signal: () => new AbortController().signal,
  // arrays
  'empty array': () => [],
  'array of one': () => [0],
  'array of three': () => [0, 1, 2],
  'labels of six': () => [0, 0, 1, 1, 2, 2],
  'labels 1 .. C': () => [1, 1, 2, 2, 3, 3],
  'labels with -1': () => [0, 0, 1, 1, -1, 2],
  'labels with 255': () => [0, 0, 1, 1, 2, 255],
  'labels with a gap': () => [0, 0, 1, 1, 5, 5],
  'ids of 7 digits': () => [2014110, 2014110, 2015020, 2015020, 3000000, 3000000],
  'ids of 31 bits': () => [2 ** 31 - 1, 2 ** 31 - 1, 5, 5, 7, 7],
  'ids of 40 bits': () => [2 ** 40, 2 ** 40, 5, 5, 7, 7],
  'fractions of six': () => [0, 0.5, 1, 1, 2, 2],
  'array with NaN': () => [0, 0, Number.NaN, 1, 2, 2],
  'array with Infinity': () => [0, 0, Infinity, 1, 2, 2],
  'array with null': () => [0, 0, null, 1, 2, 2],
  'array with holes': () => new Array(6),
  'array of strings': () => ['a', 'a', 'b', 'b', 'c', 'c'],
  'array of digits as text': () => ['0', '0', '1', '1', '2', '2'],
  'array of booleans': () => [true, true, false, false, true, false],
  'array of bigints': () => [0n, 0n, 1n, 1n, 2n, 2n],
  'array of huge bigints': () => [2n ** 63n, 0n, 1n, 1n, 2n, 2n],
  'array of objects': () => [{}, {}, {}, {}, {}, {}],
  'array of symbols': () => [Symbol('a'), Symbol('b')],
  'column of arrays': () => [[0], [0], [1], [1], [2], [2]],
  'one-hot arrays': () => [0, 0, 1, 1, 2, 2].map((c) => [0, 1, 2].map((k) => (k === c ? 1 : 0))),
  'ragged arrays': () => [[0], [0, 1], [1], [1], [2], [2]],
  'nested arrays': () => [[[0]], [[1]]],
  // buffers
  Int8Array: () => Int8Array.of(0, 0, 1, 1, -1, 2),
  'empty Uint8Array': () => new Uint8Array(0),
  Uint8Array: () => Uint8Array.of(0, 0, 1, 1, 2, 2),
  'Uint8Array with 255': () => Uint8Array.of(0, 0, 1, 1, 2, 255),
  Uint8ClampedArray: () => Uint8ClampedArray.of(0, 0, 1, 1, 2, 2),
  Uint16Array: () => Uint16Array.of(0, 0, 1, 1, 2, 2),
  Int32Array: () => Int32Array.of(0, 0, 1, 1, 2, 2),
  Uint32Array: () => Uint32Array.of(2 ** 32 - 1, 0, 1, 1, 2, 2),
  Float32Array: () => Float32Array.of(0, 0, 1, 1, 2, 2),
  'Float64Array with NaN': () => Float64Array.of(0, 0, 1, 1, 2, Number.NaN),
  BigInt64Array: () => BigInt64Array.of(0n, 0n, 1n, 1n, 2n, 2n),
  'BigInt64Array with -1': () => BigInt64Array.of(0n, 0n, 1n, 1n, 2n, -1n),
  BigUint64Array: () => BigUint64Array.of(0n, 0n, 1n, 1n, 2n, 2n ** 63n),
  ArrayBuffer: () => new ArrayBuffer(24),
  DataView: () => new DataView(new ArrayBuffer(24)),
  // tensors
  scalar: () => tf.scalar(1),
  'tensor [6]': () => tf.tensor1d([0, 0, 1, 1, 2, 2]),
  'tensor [6] int32': () => tf.tensor1d([0, 0, 1, 1, 2, 2], 'int32'),
  'tensor [6] bool': () => tf.tensor1d([0, 0, 1, 1, 1, 0], 'bool'),
  'tensor [6] string': () => tf.tensor1d(['a', 'a', 'b', 'b', 'c', 'c']),
  'tensor [6] complex64': () => tf.complex([0, 0, 1, 1, 2, 2], [0, 0, 0, 0, 0, 0]),
  'tensor [6] NaN': () => tf.tensor1d([0, 0, 1, 1, 2, Number.NaN]),
  'tensor [6] fractions': () => tf.tensor1d([0, 0.5, 1, 1, 2, 2]),
  'tensor [0]': () => tf.tensor1d([]),
  'tensor [6, 1]': () => tf.tensor2d([0, 0, 1, 1, 2, 2], [6, 1], 'int32'),
  'tensor [1, 6]': () => tf.tensor2d([0, 0, 1, 1, 2, 2], [1, 6], 'int32'),
  'one-hot tensor': () => tf.oneHot([0, 0, 1, 1, 2, 2], 3),
  'tensor [6, 2]': () => tf.tensor2d([0, 0, 2, 0, 5, 5, 7, 5, 0, 9, 2, 9], [6, 2]),
  'tensor [6, 2] int32': () => tf.tensor2d([0, 0, 2, 0, 5, 5, 7, 5, 0, 9, 2, 9], [6, 2], 'int32'),
  'tensor [6, 2] bool': () => tf.tensor2d([0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1], [6, 2], 'bool'),
  'tensor [6, 2] string': () => tf.fill([6, 2], 'a', 'string'),
  'tensor [6, 2] complex64': () => tf.tidy(() => tf.complex(tf.ones([6, 2]), tf.ones([6, 2]))),
  'tensor [6, 2] NaN': () => tf.tensor2d([0, 0, 2, 0, 5, Number.NaN, 7, 5, 0, 9, 2, 9], [6, 2]),
  'tensor [6, 2] Infinity': () => tf.tensor2d([0, 0, 2, 0, 5, Infinity, 7, 5, 0, 9, 2, 9], [6, 2]),
  'tensor [6, 2] of one value': () => tf.ones([6, 2]),
  'tensor [6, 2] disposed': () => {
    const tensor = tf.ones([6, 2]);
    tensor.dispose();
    return tensor;
  },
  'tensor [5, 2]': () => tf.ones([5, 2]),
  'tensor [0, 2]': () => tf.zeros([0, 2]),
  'tensor [6, 0]': () => tf.zeros([6, 0]),
  'tensor [2, 3]': () => tf.tensor2d([1, 0, 0, 0, 1, 1], [2, 3]),
  'tensor [6, 2, 2, 1]': () =>
    tf.tensor4d(
      Float32Array.from({ length: 24 }, (_, i) => (i * 7) % 11),
      [6, 2, 2, 1],
    ),
  variable: () => tf.tidy(() => tf.variable(tf.tensor2d([0, 0, 2, 0, 5, 5, 7, 5, 0, 9, 2, 9], [6, 2]))),
  'array of tensors': () => [tf.scalar(0), tf.scalar(1)],
  // things of TensorFlow.js
  LayersModel: () => small,
  layer: () => small.layers[0],
  SymbolicTensor: () => small.inputs[0],
  optimizer: () => tf.train.sgd(0.1),
};

/** Disposes of what a value holds. */
export function discard(value: unknown): void {
  const optimizer = value as Partial<tf.Optimizer> | null | undefined;
  if (typeof optimizer?.applyGradients === 'function') optimizer.dispose?.();
  for (const each of Array.isArray(value) ? value : [value]) {
    if (each instanceof tf.Tensor && !each.isDisposed) each.dispose();
  }
}

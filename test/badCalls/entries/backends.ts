import * as tf from '@tensorflow/tfjs-core';
import * as k from '../kinds.js';
import type { Entries } from './entry.js';

/** The public functions of backends/. */
export const BACKENDS: Entries = {
  registerWasmKernels: { good: () => [], places: {} },
  useBestBackend: {
    good: () => [{ prefer: 'cpu', print: false }],
    use: () => tf.setBackend('cpu'), // where the default chose another
    places: {},
    options: {
      prefer: k.oneOf('cpu'),
      tfjsNodeDirectory: k.text,
      wasmPaths: k.either(k.text, k.anyObject),
      print: k.either(k.oneOf(false), k.isFunction),
    },
  },
};

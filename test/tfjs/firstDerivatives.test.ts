import * as tf from '@tensorflow/tfjs-core';
import { jacobian } from 'geocollapse';
import { registerWasmKernels } from 'geocollapse/backends';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose } from '../support/close.js';
import { OPERATIONS, random } from './operations.js';

/**
 * The Jacobian of each example by central differences, [n, d, size of x]; every entry moves in all examples at once.
 */
function differences(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, step: number): Float32Array {
  return tf.tidy(() => {
    const [n, size] = [x.shape[0], x.size / x.shape[0]];
    const columns = Array.from({ length: size }, (_, moved) => {
      const at = (h: number) => {
        const values = x.dataSync().map((value, i) => (i % size === moved ? value + h : value));
        return tf.reshape(f(tf.tensor(values, x.shape)), [n, -1]);
      };
      return tf.div(tf.sub(at(step), at(-step)), 2 * step);
    });
    return tf.stack(columns, 2).dataSync() as Float32Array;
  });
}

onEveryBackend('the Jacobian', (backend) => {
  beforeAll(() => registerWasmKernels());

  for (const [name, { shape, f, not = [] }] of Object.entries(OPERATIONS)) {
    it.skipIf(not.includes(backend))(`is what differences say: ${name}`, () => {
      const x = random([2, ...shape], 11);
      const before = tf.memory().numTensors;
      const exact = tf.tidy(() => jacobian(f, x, { check: false }).dataSync());
      expect(tf.memory().numTensors).toBe(before);
      expectAllClose(exact, differences(f, x, 2e-3), 5e-3);
    });
  }
});

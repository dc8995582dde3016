import * as tf from '@tensorflow/tfjs-core';
import { geometricComplexityPenalty } from 'geocollapse';
import { registerWasmKernels } from 'geocollapse/backends';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectClose } from '../support/close.js';
import { OPERATIONS, random } from './operations.js';

/** Curved, so that second derivatives are not 0, and smooth, so that differences are derivatives. */
const bent = (x: tf.Tensor) => tf.mul(tf.sin(x), tf.add(x, 1));

onEveryBackend('the penalty', (backend) => {
  beforeAll(() => registerWasmKernels());

  for (const [name, { shape, f, not = [], once }] of Object.entries(OPERATIONS)) {
    it.skipIf(not.includes(backend))(`has the derivative in the weights that differences have: ${name}`, () => {
      const x = random([2, ...shape], 11);
      const weights = tf.add(random([1, ...shape], 5, 0.3), 1);
      const direction = random([1, ...shape], 7);
      const penalty = (w: tf.Tensor) =>
        geometricComplexityPenalty((input) => bent(f(bent(tf.mul(input, w)))), x, { probes: 2, seed: 4, check: false });
      const before = tf.memory().numTensors;
      const gradient = () => tf.tidy(() => tf.sum(tf.mul(tf.grad(penalty)(weights), direction)).dataSync()[0]);
      if (once) {
        // In the walk of tf.grad, which leaves its tape behind.
        expect(gradient).toThrow(/f must be made of operations/);
        return;
      }
      const along = gradient();
      expect(tf.memory().numTensors).toBe(before);
      const at = (t: number) => tf.tidy(() => penalty(tf.add(weights, tf.mul(direction, t))).dataSync()[0]);
      // Richardson's extrapolation of two central differences
      const difference = (h: number) => (at(h) - at(-h)) / (2 * h);
      expectClose(along, (4 * difference(1e-3) - difference(2e-3)) / 3, 1e-2, at(0) / 20);
    });
  }
});

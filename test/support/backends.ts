import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe } from 'vitest';

/** Runs one suite on every backend that Node has without an install of its own. */
export function onEveryBackend(title: string, suite: (backend: 'cpu' | 'wasm') => void): void {
  for (const backend of ['cpu', 'wasm'] as const) {
    describe(`${title}, on ${backend}`, () => {
      beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
      });
      suite(backend);
    });
  }
}

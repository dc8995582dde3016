import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe } from 'vitest';
import { loadTfjsNode } from '../../src/backends/loadTfjsNode.js';

export type TestedBackend = 'cpu' | 'wasm' | 'tensorflow';

/**
 * `npm run test:native` sets it: every suite on tfjs-node alone, in place of what Node has without an install of its
 * own.
 */
export const native = process.env.GEOCOLLAPSE_TEST_NATIVE === '1';
if (native) await loadTfjsNode();

/** Runs one suite on every backend that Node has without an install of its own, or on tfjs-node. */
export function onEveryBackend(title: string, suite: (backend: TestedBackend) => void): void {
  for (const backend of native ? (['tensorflow'] as const) : (['cpu', 'wasm'] as const)) {
    describe(`${title}, on ${backend}`, () => {
      beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
      });
      suite(backend);
    });
  }
}

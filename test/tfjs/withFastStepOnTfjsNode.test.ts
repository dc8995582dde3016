import * as tf from '@tensorflow/tfjs-core';
import { squaredJacobianNorms } from 'geocollapse';
import { describe, expect, it } from 'vitest';
import { withFastStepOnTfjsNode } from '../../src/tfjs/withFastStepOnTfjsNode.js';
import { expectAllClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';
import { network } from '../support/network.js';
import { tfjsNode } from '../support/tfjsNode.js';

describe.skipIf(!tfjsNode)('a faster derivative of ReLU on tfjs-node', () => {
  it('is 1 above 0, 0 at and below it, NaN for NaN, as the stock one; other slopes are left to that', () => {
    const x = tf.tensor1d([-2, -0, 0, 1e-30, 3, Infinity, -Infinity, Number.NaN]);
    for (const alpha of [0, 0.5]) {
      expect([...withFastStepOnTfjsNode(() => tf.step(x, alpha)).dataSync()].map((v) => v + 0)).toEqual(
        [...tf.step(x, alpha).dataSync()].map((v) => v + 0),
      );
    }
  });

  it('leaves the kernel as it was and no tensor behind, also when the work throws', async () => {
    const before = tf.getKernel('Step', 'tensorflow');
    const x = tf.ones([3]);
    await expectNoLeak(() => withFastStepOnTfjsNode(() => tf.step(x)).dispose());
    const failing = () =>
      withFastStepOnTfjsNode(() => {
        throw new Error('on purpose');
      });
    expect(failing).toThrow('on purpose');
    expect(tf.getKernel('Step', 'tensorflow')).toBe(before);
  });

  it('gives the norms of a network that plain gradients give', async () => {
    const net = network();
    const x = tf.randomNormal([4, 6, 6, 2], 0, 1, 'float32', 2);
    const expected = new Float64Array(4);
    for (let j = 0; j < 12; j++) {
      const output = (t: tf.Tensor) => tf.gather(net.apply(t, { training: false }) as tf.Tensor, [j], 1);
      const squares = tf.sum(tf.reshape(tf.square(tf.grad(output)(x)), [4, -1]), 1).dataSync();
      for (let i = 0; i < 4; i++) expected[i] += squares[i];
    }
    expectAllClose(await squaredJacobianNorms(net, x), expected, 1e-5);
  });
});

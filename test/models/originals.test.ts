import * as tf from '@tensorflow/tfjs-core';
import { useBestBackend } from 'geocollapse/backends';
import { loadFlaxWeights, loadTorchWeights } from 'geocollapse/models';
import { it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose } from '../support/close.js';
import { networkCase, networkFile, ORIGINALS } from '../support/networks.js';

onEveryBackend('with the weights of the original', (backend) => {
  it.each(Object.keys(ORIGINALS))('%s has its output and its gradient in the input', async (name) => {
    await useBestBackend({ prefer: backend, print: false });
    const model = ORIGINALS[name]();
    const load = name.startsWith('flax') ? loadFlaxWeights : loadTorchWeights;
    await load(model, networkFile(name), { ignore: /^fixture\./ });
    const { input, output, cotangent, gradient } = networkCase(name);
    const f = (x: tf.Tensor) => model.apply(x, { training: false }) as tf.Tensor;
    expectAllClose(await f(input).data(), await output.data(), 1e-4);
    expectAllClose(await tf.grad(f)(input, cotangent).data(), await gradient.data(), 1e-4);
  });
});

import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { geometricComplexity } from 'geocollapse';
import { expect, it } from 'vitest';

it('with @tensorflow/tfjs-core alone, the error says which import to add', async () => {
  await tf.setBackend('cpu');
  const call = geometricComplexity((x) => tf.square(x), tf.ones([2, 2]));
  await expect(call).rejects.toThrow("add import '@tensorflow/tfjs-layers'");
});

import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { mlp } from 'geocollapse/models';
import { expect } from 'vitest';

export type Stored = Record<string, { shape: number[]; values: ArrayLike<number> }>;
export const sines = (...shape: number[]) => ({
  shape,
  values: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1 + 3 * i)),
});
export const weights = (model: LayersModel) => model.getWeights().map((weight) => [...weight.dataSync()]);
export const refusal = (load: Promise<unknown>) =>
  load.then(
    () => 'accepted',
    (error: Error) => error.message,
  );
/** Refused, with the weights as they were and no tensor left. */
export async function expectRefused(
  model: LayersModel,
  load: () => Promise<unknown>,
  message: string | RegExp,
): Promise<void> {
  const before = weights(model);
  const count = tf.memory().numTensors;
  await expect(load()).rejects.toThrow(message);
  await expect(load()).rejects.toMatchObject({ name: 'InputError' });
  expect(tf.memory().numTensors).toBe(count);
  expect(weights(model)).toEqual(before);
}
export const dense = () => mlp({ hidden: [2], inputShape: [3], classes: 2, activation: 'tanh' });
export const twin: Stored = {
  'dense1.weight': sines(2, 3),
  'dense1.bias': sines(2),
  'logits.weight': sines(2, 2),
  'logits.bias': sines(2),
};

/** PyTorch's convolution in plain loops: x [h, w, c], weight [o, c, k, k], zeros on all four sides. */
export function torchConvolution(
  x: number[][][],
  { values }: { values: ArrayLike<number> },
  o: number,
  k: number,
  stride: number,
  padding: number,
) {
  const [h, c] = [x.length, x[0][0].length];
  const size = Math.floor((h + 2 * padding - k) / stride) + 1;
  const out: number[] = [];
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      for (let f = 0; f < o; f++) {
        let sum = 0;
        for (let a = 0; a < k; a++)
          for (let b = 0; b < k; b++)
            for (let d = 0; d < c; d++)
              sum +=
                (x[i * stride + a - padding]?.[j * stride + b - padding]?.[d] ?? 0) *
                values[((f * c + d) * k + a) * k + b];
        out.push(sum);
      }
  return out;
}

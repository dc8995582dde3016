import { argMax, dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { type ImageDataset, takeBatch } from '../data/dataset.js';
import { checkInteger } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import type { TrainableModel } from './train.js';

/**
 * Share of a data set that a classifier gets right, in inference mode.
 *
 * @param model maps images [n, ...] to logits [n, C]
 * @example
 * await accuracy(model, mnist.test); // 0.98
 */
export async function accuracy(
  model: Pick<TrainableModel, 'apply'>,
  data: ImageDataset,
  { batchSize = 250 }: { batchSize?: number } = {},
): Promise<number> {
  return publicCall('accuracy', async () => {
    checkInteger('batchSize', batchSize);
    const n = data.labels.length;
    let correct = 0;
    for (let start = 0; start < n; start += batchSize) {
      const indices = Array.from({ length: Math.min(batchSize, n - start) }, (_, i) => start + i);
      const { x, y } = takeBatch(data, indices);
      const answers = tidy(() => argMax(model.apply(x, { training: false }) as Tensor, -1)); // [n]
      const values = await answers.data();
      dispose([x, answers]);
      for (let i = 0; i < y.length; i++) if (y[i] === values[i]) correct++;
    }
    return correct / n;
  });
}

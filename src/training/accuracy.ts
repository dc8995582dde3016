import { argMax, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { allBatchesOf } from '../data/dataset/datasetBatches.js';
import { readDataset } from '../data/dataset/readDataset.js';
import type { ImageDataset } from '../data/dataset/types.js';
import { integer, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { checkLogits, readModel } from './readModel.js';
import type { TrainableModel } from './trainableModel.js';

/** Options of {@link accuracy}. */
export interface AccuracyOptions {
  /** Number of examples that go through the network at a time. The default is 250. */
  batchSize?: number;
}

/**
 * Tells how well a classifier does on a data set: the share of the examples that it gets right, in inference mode.
 *
 * @param model A LayersModel, or an object with its function `apply`, that maps images [n, ...] to logits [n, C].
 * @param data The labelled images.
 * @returns The share of examples whose largest logit is that of their label, between 0 and 1.
 * @throws InputError for a model of another input or output than the data set asks for.
 * @example
 * const model = { apply: (x) => tf.reshape(tf.concat([tf.neg(x), x], -1), [-1, 2]) }; // bright images are of class 1
 * const images = new Uint8Array([0, 90, 200, 250]);
 * const normalisation = { mean: [0.5], std: [0.5] };
 * const set = imageDataset({ images, labels: [0, 0, 1, 0], shape: [1, 1, 1], classes: 2, normalisation });
 * await accuracy(model, set); // 0.75
 */
export async function accuracy(
  model: Pick<TrainableModel, 'apply'>,
  data: ImageDataset,
  options: AccuracyOptions = {},
): Promise<number> {
  return publicCall('accuracy', async () => {
    const { batchSize = 250 } = readOptions(options, { batchSize: integer(1) });
    const set = readDataset(data);
    readModel(model, set);
    let [correct, seen] = [0, 0];
    for await (const { x, y } of allBatchesOf(set, batchSize)) {
      let answers: Tensor | undefined; // [n]
      try {
        const logitsOf = () => checkLogits(model.apply(x, { training: false }), y.length, set.classes);
        answers = tidy(() => argMax(logitsOf(), -1));
        const values = await answers.data();
        for (let i = 0; i < y.length; i++) if (y[i] === values[i]) correct++;
        seen += y.length;
      } finally {
        answers?.dispose();
      }
    }
    return correct / seen;
  });
}

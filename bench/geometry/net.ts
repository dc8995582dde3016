/** The network that is measured and its images: VGG-13 of width 1 on the first 5,000 training images of CIFAR-10. */
import type * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { balancedIndices, type ImageDataset, readCifar10, subset, takeBatch } from 'geocollapse/data';
import { folderHandler, splitAtEmbedding } from 'geocollapse/models';

export const NET = 'runs/bench/vgg13';
export const CIFAR = process.env.GEOCOLLAPSE_CIFAR ?? 'data/cifar-10-batches-bin';
const IMAGES = 5000;

/** The images that the network was trained on. */
export async function trainingImages(): Promise<ImageDataset> {
  const { train } = await readCifar10(CIFAR);
  return subset(
    train,
    Int32Array.from({ length: IMAGES }, (_, i) => i),
  );
}

/** The trained network, cut at its embedding, and a batch of its images with every class. */
export async function trainedNet(count: number) {
  const model = await loadLayersModel(folderHandler(NET));
  const data = await trainingImages();
  const { x, y } = await takeBatch(data, balancedIndices(data, { count, seed: 0 }));
  return { model, data, x: x as tf.Tensor, y, ...splitAtEmbedding(model) };
}

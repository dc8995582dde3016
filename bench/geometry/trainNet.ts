/**
 * Trains the network that the benchmark measures and saves it: VGG-13 of width 1 on the first 5,000 training images of CIFAR-10, to
 * at least 99% training accuracy. Half an hour to an hour on two cores with tfjs-node.
 *
 * Arguments: folder of CIFAR-10's binary version, folder for the model.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { useBestBackend } from 'geocollapse/backends';
import { type ImageDataset, readCifar10 } from 'geocollapse/data';
import { vgg } from 'geocollapse/models';
import { accuracy, train } from 'geocollapse/training';
import { folderHandler, writeWhole } from '../../examples/train/files.js';

const IMAGES = 5000;
const BATCH = 50;
/** Epochs over which the learning rate falls, linearly, from the first to the last. */
const EPOCHS = 16;
const LEARNING_RATES = [0.01, 0.0005];
const LEAST_ACCURACY = 0.99;
const MOST_EPOCHS = 40;

const [data, folder] = process.argv.slice(2);
await useBestBackend();
const images = firstImages((await readCifar10(data)).train, IMAGES);
const model: LayersModel = vgg({ depth: 13, width: 1, seed: 1 });
const start = performance.now();
for (let epoch = 1, reached = 0; epoch <= MOST_EPOCHS && reached < LEAST_ACCURACY; epoch++) {
  const progress = Math.min(1, (epoch - 1) / (EPOCHS - 1));
  const learningRate = LEARNING_RATES[0] + progress * (LEARNING_RATES[1] - LEARNING_RATES[0]);
  let loss = 0;
  const steps = IMAGES / BATCH;
  await train(model, images, {
    steps,
    batchSize: BATCH,
    learningRate,
    seed: epoch,
    onStep: (step) => (loss += step.loss / steps),
  });
  if (loss < 0.2) reached = await accuracy(model, images);
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `epoch ${epoch}: loss ${loss.toFixed(4)}, accuracy ${(100 * reached).toFixed(2)}%, ${seconds.toFixed(0)} s`,
  );
  await model.save(folderHandler(folder));
  await writeWhole(`${folder}/training.json`, JSON.stringify({ epoch, loss, accuracy: reached, seconds }));
}

/** The first n examples of a data set. */
export function firstImages(set: ImageDataset, n: number): ImageDataset {
  const size = set.images.length / set.labels.length;
  return { ...set, images: set.images.subarray(0, n * size), labels: set.labels.subarray(0, n) };
}

/**
 * Trains the network that the benchmark measures, to at least 99% training accuracy, and saves it: a quarter of an hour
 * on two cores with tfjs-node. GEOCOLLAPSE_CIFAR names the folder of CIFAR-10's binary version.
 */
import { useBestBackend } from 'geocollapse/backends';
import { folderHandler, vgg } from 'geocollapse/models';
import { accuracy, train } from 'geocollapse/training';
import { writeWhole } from '../../examples/support/writeWhole.js';
import { NET, trainingImages } from './net.js';

const BATCH = 50;
/** Epochs over which the learning rate falls, linearly, from the first to the last. */
const EPOCHS = 16;
const LEARNING_RATES = [0.01, 0.0005];
const LEAST_ACCURACY = 0.99;
const MOST_EPOCHS = 40;

await useBestBackend({ print: console.log });
const images = await trainingImages();
const model = vgg({ depth: 13, width: 1, seed: 1 });
const start = performance.now();
const steps = images.labels.length / BATCH;
let reached = 0;
for (let epoch = 1; epoch <= MOST_EPOCHS && reached < LEAST_ACCURACY; epoch++) {
  const progress = Math.min(1, (epoch - 1) / (EPOCHS - 1));
  const learningRate = LEARNING_RATES[0] + progress * (LEARNING_RATES[1] - LEARNING_RATES[0]);
  let loss = 0;
  await train(model, images, {
    steps,
    batchSize: BATCH,
    learningRate,
    seed: epoch,
    onStep: (step) => {
      loss += step.loss / steps;
    },
  });
  if (loss < 0.2) reached = await accuracy(model, images);
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `epoch ${epoch}: loss ${loss.toFixed(4)}, accuracy ${(100 * reached).toFixed(2)}%, ${seconds.toFixed(0)} s`,
  );
  await model.save(folderHandler(NET));
  await writeWhole(`${NET}/training.json`, JSON.stringify({ epoch, loss, accuracy: reached, seconds }));
}

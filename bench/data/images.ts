/**
 * `node --import tsx bench/data/images.ts [memory] [speed] [waiting]`: images in folders. How fast they are decoded,
 * what a training step waits for them, and whether memory grows with their number.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { useBestBackend } from 'geocollapse/backends';
import { datasetBatches, readImageFolder, subset } from 'geocollapse/data';
import { resnet } from 'geocollapse/models';
import { scene } from '../../test/data/images/pictures.js';

const parts = process.argv.slice(2);
const wanted = (part: string) => parts.length === 0 || parts.includes(part);
const root = mkdtempSync(join(tmpdir(), 'geocollapse-bench-'));
const mb = () => Math.round(process.memoryUsage().rss / 2 ** 20);
const seconds = (since: number) => (performance.now() - since) / 1000;
console.log(`Node ${process.version}, ${availableParallelism()} cores`);

/** A folder of so many JPEG files in ten classes, eight different pictures under many names. */
async function folder(count: number, width: number, height: number): Promise<string> {
  const path = join(root, `${count}-${width}`);
  const pictures = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      scene(width + i, height)
        .jpeg({ quality: 90 })
        .toBuffer(),
    ),
  );
  for (let i = 0; i < count; i++) {
    const place = join(path, `class${i % 10}`);
    if (i < 10) mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${i}.jpg`), pictures[i % pictures.length]);
  }
  console.log(`${count} files of ${width} x ${height}, ${Math.round(pictures[0].length / 1000)} kB each`);
  return path;
}

/** Memory in MB once so many images have been read, a batch after the other. */
async function memory(): Promise<void> {
  const path = await folder(20_000, 96, 72);
  const before = mb();
  let start = performance.now();
  const set = await readImageFolder(path, { size: 84 });
  console.log(`listing: ${seconds(start).toFixed(2)} s, ${before} to ${mb()} MB`);
  start = performance.now();
  for (let at = 0; at < set.size; at += 64) {
    await set.read(Int32Array.from({ length: Math.min(64, set.size - at) }, (_, i) => at + i));
    const read = Math.min(set.size, at + 64);
    if ([640, 4992, 9984, 14976, 20000].includes(read)) console.log(`${read} images read: ${mb()} MB`);
  }
  console.log(`peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB, ${seconds(start).toFixed(1)} s`);
}

/** Images a second, and processor milliseconds an image. */
async function speed(): Promise<void> {
  for (const [width, height, size] of [
    [84, 84, 84],
    [500, 375, 84],
    [500, 375, 224],
  ]) {
    const set = await readImageFolder(await folder(256, width, height), { size });
    const indices = Int32Array.from({ length: 256 }, (_, i) => i);
    await set.read(indices); // warm
    const rates: number[] = [];
    const cpu = process.cpuUsage();
    for (let round = 0; round < 7; round++) {
      const start = performance.now();
      await set.read(indices);
      rates.push(256 / seconds(start));
    }
    const { user, system } = process.cpuUsage(cpu);
    const [low, median, high] = [0, 3, 6].map((i) => Math.round(rates.sort((a, b) => a - b)[i]));
    const each = ((user + system) / 1000 / 7 / 256).toFixed(2);
    console.log(`to ${size}: ${median} images/s (${low} to ${high}), ${each} ms of processor time an image`);
  }
}

/** The share of the time of training that a step waits for its images. */
async function waiting(): Promise<void> {
  const { name } = await useBestBackend();
  const model = resnet({ depth: 18, width: 1 / 8, inputShape: [84, 84, 3], classes: 10 });
  const optimizer = tf.train.sgd(0.01);
  const step = async ({ x, y }: { x: tf.Tensor; y: Int32Array }) => {
    const loss = optimizer.minimize(
      () =>
        tf.losses.softmaxCrossEntropy(tf.oneHot(y, 10), model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar,
      true,
    )!;
    await loss.data();
    loss.dispose();
  };
  for (const [width, ahead] of [84, 500].flatMap((each) => [0, 2, 0, 2].map((ahead) => [each, ahead]))) {
    const path = join(root, `640-${width}`);
    if (!existsSync(path)) await folder(640, width, width === 84 ? 84 : 375);
    const set = await readImageFolder(path, { size: 84 });
    let [waited, worked] = [0, 0];
    const some = subset(
      set,
      Array.from({ length: 320 }, (_, i) => i),
    );
    let start = performance.now();
    for await (const batch of datasetBatches(some, { batchSize: 32, ahead })) {
      const came = performance.now();
      waited += came - start;
      await step(batch);
      start = performance.now();
      worked += start - came;
    }
    const share = ((100 * waited) / (waited + worked)).toFixed(1);
    const each = (ms: number) => Math.round(ms / 10);
    console.log(
      `${name}, ahead ${ahead}: a step of 32 takes ${each(worked)} ms and waits ${each(waited)} ms, ${share}%`,
    );
  }
}

try {
  if (wanted('memory')) await memory();
  if (wanted('speed')) await speed();
  if (wanted('waiting')) await waiting();
} finally {
  rmSync(root, { recursive: true });
}

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { useBestBackend } from 'geocollapse/backends';
import { vgg } from 'geocollapse/models';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderHandler, writeWhole } from '../../../examples/train/files.js';
import { metricsFile, type Row } from '../../../examples/train/metricsFile.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a saved model loads again and says the same, to the bit', async () => {
  await useBestBackend({ prefer: 'wasm', print: false });
  const model = vgg({ depth: 11, inputShape: [8, 8, 1], width: 1 / 32, classes: 3, seed: 5 });
  await model.save(folderHandler(join(folder, 'model')));
  expect(readdirSync(join(folder, 'model')).sort()).toEqual(['model.json', 'weights.bin']);
  const loaded = await loadLayersModel(folderHandler(join(folder, 'model')));
  const x = tf.randomNormal([2, 8, 8, 1], 0, 1, 'float32', 1);
  const [saved, again] = [model, loaded].map((each) => (each.predict(x) as tf.Tensor).dataSync());
  expect(again).toEqual(saved);
});

it('a file that cannot be written leaves the old one whole, and no rest', async () => {
  writeFileSync(join(folder, 'a'), 'old');
  await writeWhole(join(folder, 'b', 'c'), 'new');
  expect(readFileSync(join(folder, 'b', 'c'), 'utf8')).toBe('new');
  await expect(writeWhole(join(folder, 'a', 'c'), 'new')).rejects.toThrow(/EEXIST|ENOTDIR/);
  await expect(writeWhole(join(folder, 'b'), 'new')).rejects.toThrow(/EISDIR|EEXIST|ENOTEMPTY/);
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['a', 'b']);
});

it('3,000 writers of one file at once: all succeed, the file is one of theirs, whole, and nothing else is left', async () => {
  const path = join(folder, 'shared');
  const contents = Array.from({ length: 3000 }, (_, i) => `${i}`.repeat(500));
  await Promise.all(contents.map((content) => writeWhole(path, content)));
  expect(contents).toContain(readFileSync(path, 'utf8'));
  expect(readdirSync(folder)).toEqual(['shared']);
});

it('measurements are on the disk as they come, and those of a time when it was not there follow, none twice', async () => {
  const path = join(folder, 'run', 'metrics.jsonl');
  const steps = () =>
    readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).step);
  const metrics = metricsFile(path);
  const add = (step: number) => metrics.add({ step, loss: 1 } as Row);
  mkdirSync(join(folder, 'run'));
  await add(0);
  expect(steps()).toEqual([0]);
  await add(1);
  expect(steps()).toEqual([0, 1]);
  rmSync(join(folder, 'run'), { recursive: true });
  writeFileSync(join(folder, 'run'), 'in the way');
  await add(2);
  await add(3);
  await expect(metrics.complete()).rejects.toThrow(/EEXIST|ENOTDIR/);
  rmSync(join(folder, 'run'));
  await add(4);
  expect(steps()).toEqual([0, 1, 2, 3, 4]);
  await add(5);
  await metrics.complete();
  expect(steps()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(metrics.rows.map(({ step }) => step)).toEqual(steps());
});

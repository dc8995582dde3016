import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { useBestBackend } from 'geocollapse/backends';
import { vgg } from 'geocollapse/models';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderHandler, writeWhole } from '../../examples/train/files.js';

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

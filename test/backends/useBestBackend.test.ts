import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { useBestBackend } from 'geocollapse/backends';
import { afterEach, expect, it } from 'vitest';

const folders: string[] = [];
const emptyFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

it('takes wasm where tfjs-node is not there, prints the choice and its reason, and brings the gradients', async () => {
  const lines: string[] = [];
  const chosen = await useBestBackend({ tfjsNodeDirectory: emptyFolder(), print: (line) => lines.push(line) });
  expect(chosen.name).toBe('wasm');
  expect(tf.getBackend()).toBe('wasm');
  expect(lines).toEqual([
    expect.stringMatching(/^geocollapse: backend wasm \(WebAssembly .*; tfjs-node is not installed in /),
  ]);
  const gradient = tf.grad((x) => tf.conv2d(x as tf.Tensor4D, tf.ones([1, 1, 1, 1]), 1, 'same'))(tf.ones([1, 2, 2, 1]));
  expect([...gradient.dataSync()]).toEqual([1, 1, 1, 1]);
});

it('says nothing at print: false', async () => {
  expect((await useBestBackend({ prefer: 'cpu', print: false })).name).toBe('cpu');
  expect(tf.getBackend()).toBe('cpu');
});

it('reports a tfjs-node that is there but does not load, and goes on to wasm', async () => {
  const folder = emptyFolder();
  const module = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  mkdirSync(module, { recursive: true });
  writeFileSync(join(module, 'index.js'), "throw new Error('libtensorflow.so.2: cannot open shared object file');");
  const { name, reason } = await useBestBackend({ tfjsNodeDirectory: folder, print: false });
  expect(name).toBe('wasm');
  expect(reason).toContain('does not load: libtensorflow.so.2: cannot open shared object file');
});

it('refuses to go on without the preferred one, and says why and what to do', async () => {
  await expect(
    useBestBackend({ prefer: 'tensorflow', tfjsNodeDirectory: emptyFolder(), print: false }),
  ).rejects.toThrow(
    /prefer must be a backend that is there, got 'tensorflow': tfjs-node is not installed in .*Leave `prefer` out/,
  );
  await expect(useBestBackend({ prefer: 'webgl', print: false })).rejects.toThrow(
    'webgl is not imported (@tensorflow/tfjs-backend-webgl)',
  );
  await expect(useBestBackend({ prefer: 'gpu' as 'cpu' })).rejects.toThrow("prefer must be one of 'tensorflow'");
});

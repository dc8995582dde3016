import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { useBestBackend } from 'geocollapse/backends';
import { afterEach, expect, it, vi } from 'vitest';
import { loadTfjsNode } from '../../src/backends/loadTfjsNode.js';

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

it('prints nothing by itself', async () => {
  const log = vi.spyOn(console, 'log');
  expect((await useBestBackend({ prefer: 'cpu' })).name).toBe('cpu');
  expect((await useBestBackend({ prefer: 'cpu', print: false })).name).toBe('cpu');
  expect(log).not.toHaveBeenCalled();
  expect(tf.getBackend()).toBe('cpu');
});

it('finds a tfjs-node that was installed or mended since the last call', async () => {
  const folder = emptyFolder();
  mkdirSync(join(folder, 'node_modules', '@tensorflow'), { recursive: true });
  await expect(loadTfjsNode(folder)).rejects.toThrow(`tfjs-node is not installed in ${folder}`);
  const module = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  mkdirSync(module);
  writeFileSync(join(module, 'package.json'), '{ "main": "dist/main.js" }');
  mkdirSync(join(module, 'dist'));
  writeFileSync(join(module, 'dist', 'main.js'), "throw new Error('no libtensorflow');");
  await expect(loadTfjsNode(folder)).rejects.toThrow('does not load: no libtensorflow');
  writeFileSync(join(module, 'dist', 'main.js'), 'module.exports = {};');
  expect(await loadTfjsNode(folder)).toBe(folder);
});

it('refuses, and leaves the backend that is in use as it is', async () => {
  await useBestBackend({ prefer: 'cpu' });
  await expect(useBestBackend({ prefer: 'tensorflow', tfjsNodeDirectory: emptyFolder() })).rejects.toThrow();
  expect(tf.getBackend()).toBe('cpu');
  expect(tf.add(1, 2).dataSync()[0]).toBe(3);
});

it('wants wasmPaths to be a folder or all three URLs', async () => {
  const call = (wasmPaths: unknown) => useBestBackend({ prefer: 'wasm', wasmPaths: wasmPaths as string });
  await expect(call('')).rejects.toThrow("useBestBackend: wasmPaths must be a folder's URL or URLs by file name, got");
  await expect(call(5)).rejects.toThrow("wasmPaths must be a folder's URL or URLs by file name, got 5");
  await expect(call({ 'tfjs-backend-wasm.wasm': '/a' })).rejects.toThrow('none for tfjs-backend-wasm-simd.wasm, tfjs');
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

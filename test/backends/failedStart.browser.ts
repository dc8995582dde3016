/** What a page meets that does not serve the wasm binaries where they are looked for, and that it can try again. */
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { useBestBackend } from 'geocollapse/backends';
import { expect, it } from 'vitest';

const served = '/node_modules/@tensorflow/tfjs-backend-wasm/dist'; // by the server of the tests

it('goes on without wasm where its binaries are not found, and the reason names wasmPaths and the URL that was tried', async () => {
  const { name, reason } = await useBestBackend();
  expect(name).toBe('webgl'); // in software, and still faster than plain JavaScript
  expect(reason).toMatch(/^in software, slower than wasm \(.*SwiftShader.*\)/);
  expect(reason).toMatch(/wasm does not start: http.*tfjs-backend-wasm[-a-z]*\.wasm is not .*\. Pass wasmPaths/);
});

it('refuses a preferred wasm at a wrong place with the URL, and leaves the backend in use as it is', async () => {
  await useBestBackend({ prefer: 'cpu' });
  await expect(useBestBackend({ prefer: 'wasm', wasmPaths: '/nowhere' })).rejects.toThrow(
    /^useBestBackend: prefer must be a backend that is there, got 'wasm': wasm does not start: http.*\/nowhere\/tfjs-backend-wasm/,
  );
  expect(tf.getBackend()).toBe('cpu');
  expect(tf.add(1, 2).dataSync()[0]).toBe(3);
});

it('names the binaries that an object of paths lacks', async () => {
  const wasmPaths = { 'tfjs-backend-wasm.wasm': `${served}/tfjs-backend-wasm.wasm` };
  await expect(useBestBackend({ wasmPaths })).rejects.toThrow(
    'none for tfjs-backend-wasm-simd.wasm, tfjs-backend-wasm-threaded-simd.wasm',
  );
});

it('starts wasm at the next call with the right folder, without a slash at its end, before webgl in software', async () => {
  const calls = [useBestBackend({ wasmPaths: served }), useBestBackend({ wasmPaths: served })]; // take turns
  for (const { name, reason } of await Promise.all(calls)) {
    expect(name).toBe('wasm');
    expect(reason).toMatch(/webgl is rendered in software here \(.*SwiftShader/);
  }
  const gradient = tf.grad((x) => tf.conv2d(x as tf.Tensor4D, tf.ones([1, 1, 1, 1]), 1, 'same'))(tf.ones([1, 2, 2, 1]));
  expect([...gradient.dataSync()]).toEqual([1, 1, 1, 1]);
});

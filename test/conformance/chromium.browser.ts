/// <reference types="vite/client" />
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { describe } from 'vitest';
import { contract } from './contract.js';

const wasmPaths = {
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
};
contract('cpu');
contract('wasm', { wasmPaths });
contract('webgl');

// A page gets WebGPU from a secure origin and an adapter only; the tests ask Chromium for one in software.
const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } };
if (await gpu?.requestAdapter()) contract('webgpu');
else describe.skip('conformance, on webgpu: no adapter here', () => {});

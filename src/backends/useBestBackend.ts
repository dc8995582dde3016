import { engine, ready, setBackend } from '@tensorflow/tfjs-core';
import { refuse } from '../input/checks.js';
import { callback, oneOf, readOptions, string, stringsByName } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { registerBatchNormGradient } from '../tfjs/batchNormGradient.js';
import { registerDilatedConvolutionGradients } from '../tfjs/dilatedConvolutionGradients.js';
import { loadTfjsNode } from './loadTfjsNode.js';
import { registerWasmConvolutionGradients } from './wasm/register.js';

/** Backends by name; `'tensorflow'` is tfjs-node's. */
export type BackendName = 'tensorflow' | 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/** A folder's URL, or URLs by file name. */
export type WasmPaths = string | Record<string, string>;

/** Options of {@link useBestBackend}. */
export interface BackendOptions {
  /** Use this one or fail; default: the fastest that is there. */
  prefer?: BackendName;
  /**
   * Folder with a `node_modules` that holds `@tensorflow/tfjs-node`, tried before the project's own. Default: the environment
   * variable GEOCOLLAPSE_TFJS_NODE, else `.native` in the working directory (where `npm run setup:native` puts it).
   */
  tfjsNodeDirectory?: string;
  /**
   * Where the wasm binaries are served from, for browsers: a folder's URL, or the URL of each of the three files by name, as
   * for `setWasmPaths` (a bundler gives them new names). In Node the package finds its own.
   */
  wasmPaths?: WasmPaths;
  /** Where the choice is told; default `console.log`, `false` for silence. */
  print?: false | ((line: string) => void);
}

/** What was chosen. */
export interface ChosenBackend {
  name: BackendName;
  /** Why this one, and why not those before it. */
  reason: string;
}

const inNode = () => typeof process !== 'undefined' && Boolean(process.versions?.node);

const BACKENDS = ['tensorflow', 'webgpu', 'webgl', 'wasm', 'cpu'] as const;

const BACKEND_OPTIONS = {
  prefer: oneOf(...BACKENDS),
  tfjsNodeDirectory: string,
  wasmPaths: (argument: string, value: unknown): WasmPaths =>
    typeof value === 'string' ? value : stringsByName(argument, value),
  print: (argument: string, value: unknown) =>
    value === false ? value : callback<(line: string) => void>()(argument, value),
};

/**
 * Chooses the fastest backend that is there and says which, and why: in Node tfjs-node, else WebAssembly with convolution
 * gradients, else the plain JavaScript backend, on which a convolution net is hopelessly slow; in a browser what
 * the page has imported of webgpu and webgl, then WebAssembly. It also registers gradients (`@tensorflow/tfjs-layers`).
 *
 * @throws InputError when the one that `prefer` names cannot be had, with the reason
 * @example
 * await useBestBackend(); // geocollapse: backend wasm (tfjs-node is not installed)
 */
export async function useBestBackend(options: BackendOptions = {}): Promise<ChosenBackend> {
  return publicCall('useBestBackend', async () => {
    const { prefer, tfjsNodeDirectory, wasmPaths, print = console.log } = readOptions(options, BACKEND_OPTIONS);
    await import('@tensorflow/tfjs-layers'); // brings the gradients that tfjs-core alone lacks
    const candidates = prefer ? [prefer] : inNode() ? (['tensorflow', 'wasm', 'cpu'] as const) : BACKENDS.slice(1);
    const refusals: string[] = [];
    for (const name of candidates) {
      try {
        const found = await start(name, tfjsNodeDirectory, wasmPaths);
        registerDilatedConvolutionGradients();
        registerBatchNormGradient(); // after the backend: tfjs-node brings stock gradients of its own
        const reason = [found, ...refusals].join('; ');
        if (print) print(`geocollapse: backend ${name} (${reason})`);
        return { name, reason };
      } catch (error) {
        refusals.push(error instanceof Error ? error.message : String(error));
      }
    }
    const got = `${prefer ? `'${prefer}'` : 'none'}: ${refusals.join('; ')}`;
    return refuse('prefer', 'a backend that is there', got, 'Leave `prefer` out for the fastest that is.');
  });
}

/** Makes the backend current; resolves to what it is good for, or throws why it cannot be had. */
async function start(name: BackendName, tfjsNodeDirectory?: string, wasmPaths?: WasmPaths): Promise<string> {
  if (name === 'tensorflow') {
    const folder = await loadTfjsNode(tfjsNodeDirectory);
    await use(name);
    return `tfjs-node of ${folder}`;
  }
  if (name === 'wasm') {
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    if (wasmPaths) wasm.setWasmPaths(wasmPaths);
    registerWasmConvolutionGradients();
    await use(name);
    return 'WebAssembly with convolution gradients';
  }
  if (name === 'cpu') {
    await import('@tensorflow/tfjs-backend-cpu');
    await use(name);
    return 'plain JavaScript, slow for convolutions';
  }
  if (!engine().registryFactory[name]) throw new Error(`${name} is not imported (@tensorflow/tfjs-backend-${name})`);
  await use(name);
  return 'on the graphics processor';
}

async function use(name: BackendName): Promise<void> {
  if (!(await setBackend(name))) throw new Error(`${name} does not start here`);
  await ready();
}

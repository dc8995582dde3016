import { engine } from '@tensorflow/tfjs-core';
import { refuse } from '../input/checks.js';
import { callback, oneOf, readOptions, string } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { clearWebglSpareLanes } from '../tfjs/clearWebglSpareLanes.js';
import { registerBatchNormGradient } from '../tfjs/gradients/batchNorm.js';
import { registerDilatedConvolutionGradients } from '../tfjs/gradients/dilatedConvolution.js';
import { registerKernelRepairs } from '../tfjs/kernels/registerKernelRepairs.js';
import { makeCurrent } from '../tfjs/makeCurrent.js';
import { splitWebgpuSums } from '../tfjs/splitWebgpuSums.js';
import { loadTfjsNode } from './loadTfjsNode.js';
import { renderer } from './renderer.js';
import { readWasmPaths, startWasm, type WasmPaths } from './startWasm.js';

/** The name of a backend. `'tensorflow'` is that of tfjs-node. */
export type BackendName = 'tensorflow' | 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/** Options of {@link useBestBackend}. */
export interface UseBestBackendOptions {
  /** The backend to use, or to fail without. The default is the fastest that is there. */
  prefer?: BackendName;
  /**
   * A folder with a `node_modules` that holds `@tensorflow/tfjs-node`, in place of the project's own. Its code is run.
   * The default is the environment variable GEOCOLLAPSE_TFJS_NODE, or else `.native` in the working directory, where
   * `npm run setup:native` puts it.
   */
  tfjsNodeDirectory?: string;
  /**
   * Where browsers find the WebAssembly binaries: the URL of a folder, or the URL of each of the three files by its
   * name, as a bundler gives it. The default is the folder of the page. In Node the package finds its own.
   */
  wasmPaths?: WasmPaths;
  /** Called with the choice in a line. By default nothing is printed. */
  print?: false | ((line: string) => void);
}

/** What {@link useBestBackend} chose. */
export interface ChosenBackend {
  /** The name of the backend, as TensorFlow.js has it. */
  name: BackendName;
  /** Why this backend was chosen, and why not those before it. */
  reason: string;
}

const inNode = () => typeof process !== 'undefined' && Boolean(process.versions?.node);

const BACKEND_OPTIONS = {
  prefer: oneOf('tensorflow', 'webgpu', 'webgl', 'wasm', 'cpu'),
  tfjsNodeDirectory: string,
  wasmPaths: readWasmPaths,
  print: (argument: string, value: unknown) =>
    value === false ? value : callback<(line: string) => void>()(argument, value),
};

/** The call that is under way. Calls take turns, since two at once would start one backend twice. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Makes the fastest backend that is there current, with its wrong kernels repaired, so that measures and training run
 * as fast as they can here and compute right numbers. It tells which backend that is, and why.
 *
 * In Node the order is tfjs-node, then WebAssembly with convolution gradients, then plain JavaScript, on which a
 * convolution network is hopelessly slow. In a browser the order is webgpu and webgl, where the page has imported them
 * and a graphics processor draws, then WebAssembly. Gradients (`@tensorflow/tfjs-layers`) are registered too. A call
 * after one that failed starts anew.
 *
 * In Node it runs the code of `@tensorflow/tfjs-node` that it finds in `.native` of the working directory.
 *
 * @returns The name of the backend, and the reason for it.
 * @throws InputError when the backend that `prefer` names does not start, with the reason. The backend in use stays
 *   current.
 * @example
 * const { name, reason } = await useBestBackend({ prefer: 'wasm' });
 * name; // 'wasm'
 * /^WebAssembly with convolution gradients/.test(reason); // true
 */
export function useBestBackend(options: UseBestBackendOptions = {}): Promise<ChosenBackend> {
  const chosen = turn.then(() => publicCall('useBestBackend', () => choose(options)));
  turn = chosen.catch(() => {});
  return chosen;
}

async function choose(options: UseBestBackendOptions): Promise<ChosenBackend> {
  const { prefer, tfjsNodeDirectory, wasmPaths, print } = readOptions(options, BACKEND_OPTIONS);
  await import('@tensorflow/tfjs-layers'); // brings the gradients that tfjs-core alone lacks
  const start: Record<BackendName, () => Promise<string>> = {
    tensorflow: () => startTfjsNode(tfjsNodeDirectory),
    webgpu: () => startRendered('webgpu'),
    webgl: () => startRendered('webgl'),
    wasm: () => startWasm(wasmPaths),
    cpu: startCpu,
  };
  const against = new Map<BackendName, string>();
  for (const name of prefer ? [prefer] : inNode() ? IN_NODE : await inBrowsers(against)) {
    try {
      const found = await start[name]();
      registerDilatedConvolutionGradients();
      registerBatchNormGradient(); // after the backend: tfjs-node registers gradients too
      against.delete(name);
      const reason = [found, ...against.values()].join('; ');
      if (print) print(`geocollapse: backend ${name} (${reason})`);
      return { name, reason };
    } catch (error) {
      against.set(name, error instanceof Error ? error.message : String(error));
    }
  }
  const got = `${prefer ? `'${prefer}'` : 'none'}: ${[...against.values()].join('; ')}`;
  return refuse('prefer', 'a backend that is there', got, 'Leave `prefer` out for the fastest that is.');
}

const IN_NODE: readonly BackendName[] = ['tensorflow', 'wasm', 'cpu'];

/**
 * The backends of a browser, the fastest first. Where a program stands in for the graphics processor, wasm is tens of
 * times faster than webgl.
 */
async function inBrowsers(against: Map<BackendName, string>): Promise<BackendName[]> {
  const software: BackendName[] = [];
  for (const name of ['webgpu', 'webgl'] as const) {
    const by = engine().registryFactory[name] && (await renderer(name));
    if (!by?.software) continue;
    software.push(name);
    against.set(name, `${name} is rendered in software here (${by.name})`);
  }
  const hardware = (['webgpu', 'webgl'] as const).filter((name) => !software.includes(name));
  return [...hardware, 'wasm', ...software, 'cpu'];
}

async function startTfjsNode(directory?: string): Promise<string> {
  const folder = await loadTfjsNode(directory);
  registerKernelRepairs('tensorflow');
  await makeCurrent('tensorflow');
  return `tfjs-node of ${folder}`;
}

async function startRendered(name: 'webgpu' | 'webgl'): Promise<string> {
  if (!engine().registryFactory[name]) throw new Error(`${name} is not imported (@tensorflow/tfjs-backend-${name})`);
  const by = await renderer(name);
  await makeCurrent(name);
  clearWebglSpareLanes();
  splitWebgpuSums();
  return by?.software
    ? `in software, slower than wasm (${by.name})`
    : `on the graphics processor (${by?.name ?? 'unnamed'})`;
}

async function startCpu(): Promise<string> {
  if (!engine().registryFactory.cpu) await import('@tensorflow/tfjs-backend-cpu');
  registerKernelRepairs('cpu');
  await makeCurrent('cpu');
  return 'plain JavaScript, slow for convolutions';
}

import { engine, env, setBackend } from '@tensorflow/tfjs-core';
import { describe, refuse } from '../input/checks.js';
import { makeCurrent } from '../tfjs/makeCurrent.js';
import { WasmDoesNotStart, watchWasmStart } from '../tfjs/watchWasmStart.js';
import { registerWasmKernels } from './registerWasmKernels.js';

/** Where the WebAssembly binaries are served from: the URL of a folder, or URLs by file name. */
export type WasmPaths = string | Record<string, string>;

const BINARIES = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
] as const;

/** The milliseconds from the download of the binary to its threads at work. Slow machines take a second. */
const LIMIT = 10_000;

/**
 * The URL of each binary by its name, also where a folder is given, since `setWasmPaths` would prefer an earlier object
 * to a later folder.
 */
export function readWasmPaths(argument: string, paths: unknown): Record<string, string> {
  if (typeof paths === 'string' && paths) {
    const folder = /[/=]$/.test(paths) ? paths : `${paths}/`; // a query that ends in = takes the name as its value
    return Object.fromEntries(BINARIES.map((name) => [name, folder + name]));
  }
  const remedy = `Pass the URL of the folder that serves ${BINARIES.join(', ')}, or the URL of each by its name.`;
  if (typeof paths !== 'object' || paths === null) {
    return refuse(argument, "a folder's URL or URLs by file name", describe(paths), remedy);
  }
  const urls = paths as Record<string, string>;
  const missing = BINARIES.filter((name) => typeof urls[name] !== 'string' || !urls[name]);
  if (missing.length === 0) return urls;
  return refuse(argument, 'the URLs of all three binaries', `none for ${missing.join(', ')}`, remedy);
}

/**
 * Makes wasm current, with threads where the page is cross-origin isolated and they start, or else with one thread.
 *
 * @returns What was started, in words.
 */
export async function startWasm(paths: Record<string, string> | undefined): Promise<string> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  // The kernels of cpu stand in where those of wasm are wrong or missing. A second copy would warn of every one.
  if (!engine().registryFactory.cpu) await import('@tensorflow/tfjs-backend-cpu');
  registerWasmKernels();
  if (paths) wasm.setWasmPaths(paths);
  const urls = Object.values(paths ?? {});
  const start = () => makeCurrent('wasm', () => watchWasmStart(() => setBackend('wasm'), urls, LIMIT));
  const found = 'WebAssembly with convolution gradients';
  try {
    await start();
    const threads = wasm.getThreadsCount();
    return threads > 1 ? `${found} and ${threads} threads` : found;
  } catch (error) {
    const missing = error instanceof WasmDoesNotStart && !error.threads;
    if (missing || !env().get('WASM_HAS_MULTITHREAD_SUPPORT')) {
      throw new Error(`wasm does not start: ${message(error)}${paths ? '' : PATHS_NEEDED}`);
    }
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false); // the package then takes the binary without threads
    await start();
    return `${found} and one thread, since with more ${message(error)}`;
  }
}

const PATHS_NEEDED =
  '. Pass wasmPaths: the URL of a folder with the .wasm files of @tensorflow/tfjs-backend-wasm/dist, ' +
  'or their URLs by name';

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));

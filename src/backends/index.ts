export { InputError } from '../input/checks.js';
export type { WasmPaths } from './startWasm.js';
export {
  type BackendName,
  type BackendOptions,
  type ChosenBackend,
  useBestBackend,
} from './useBestBackend.js';
export { registerWasmKernels } from './wasm/register.js';

export { InputError } from '../input/checks.js';
export { registerWasmKernels } from './registerWasmKernels.js';
export type { WasmPaths } from './startWasm.js';
export {
  type BackendName,
  type ChosenBackend,
  type UseBestBackendOptions,
  useBestBackend,
} from './useBestBackend.js';

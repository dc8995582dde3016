export { inputGradientsOnly } from '../tfjs/inputGradientsOnly.js';
export type { WasmPaths } from './startWasm.js';
export {
  type BackendName,
  type BackendOptions,
  type ChosenBackend,
  useBestBackend,
} from './useBestBackend.js';
export { registerWasmConvolutionGradients } from './wasm/register.js';

export { inputGradientsOnly } from '../tfjs/inputGradientsOnly.js';
export {
  type BackendName,
  type BackendOptions,
  type ChosenBackend,
  useBestBackend,
  type WasmPaths,
} from './useBestBackend.js';
export { registerWasmConvolutionGradients } from './wasm/register.js';

export { inputGradientsOnly } from '../internal/inputGradientsOnly.js';
export { type BackendName, type BackendOptions, type ChosenBackend, useBestBackend } from './useBestBackend.js';
export { registerWasmConvolutionGradients } from './wasm/register.js';

export type { Bytes } from '../input/asBytes.js';
export { type LoadOptions, loadFlaxWeights, loadTorchWeights } from './loadWeights.js';
export { type MlpOptions, mlp } from './mlp.js';
export { parseSafetensors, type StoredTensor } from './parseSafetensors.js';
export { type ResnetOptions, resnet } from './resnet.js';
export { type SplitModel, splitAtEmbedding } from './splitAtEmbedding.js';
export type { GraphModelLike } from './splitGraph.js';
export { type VggOptions, vgg } from './vgg.js';
export { flaxNames, torchNames, type WeightNames } from './weightNames.js';

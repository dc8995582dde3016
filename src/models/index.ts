export { type SplitModel, splitAtEmbedding } from './splitAtEmbedding.js';
export { type VggOptions, vgg } from './vgg.js';

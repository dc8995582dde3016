export type { Bytes } from '../input/asBytes.js';
export { InputError } from '../input/checks.js';
export { parseCifar10, readCifar10 } from './cifar.js';
export { balancedIndices, shuffledBatches, takeBatch } from './dataset.js';
export { parseIdxImages, parseIdxLabels } from './idx.js';
export type { Batch, ImageDataset } from './imageDataset.js';
export { type MnistOptions, readMnist } from './mnist.js';

export type { Bytes } from '../input/asBytes.js';
export { parseCifar10, readCifar10 } from './cifar.js';
export { type Batch, balancedIndices, type ImageDataset, shuffledBatches, takeBatch } from './dataset.js';
export { parseIdxImages, parseIdxLabels } from './idx.js';
export { readMnist } from './mnist.js';

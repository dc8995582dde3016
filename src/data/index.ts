export type { Bytes } from '../input/asBytes.js';
export { InputError } from '../input/checks.js';
export { parseCifar10, readCifar10 } from './cifar.js';
export {
  type BalancedIndicesOptions,
  balancedIndices,
  type ShuffledBatchesOptions,
  shuffledBatches,
  takeBatch,
} from './dataset.js';
export { parseIdxImages, parseIdxLabels } from './idx.js';
export type { Batch, ImageDataset } from './imageDataset.js';
export { type ReadMnistOptions, readMnist } from './mnist.js';

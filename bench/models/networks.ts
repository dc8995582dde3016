import type { LayersModel } from '@tensorflow/tfjs-layers';
import { resnet, vgg } from 'geocollapse/models';

/** Networks at width 1, and the batch and input they are measured with. */
export const NETWORKS: Record<
  string,
  { batch: number; inputShape: [number, number, number]; build: (inputShape: [number, number, number]) => LayersModel }
> = {
  'vgg13-bn': { batch: 32, inputShape: [32, 32, 3], build: (inputShape) => vgg({ inputShape }) },
  vgg13: { batch: 32, inputShape: [32, 32, 3], build: (inputShape) => vgg({ inputShape, batchNorm: false }) },
  'resnet18-cifar-stem': {
    batch: 32,
    inputShape: [32, 32, 3],
    build: (inputShape) => resnet({ inputShape, stem: 'cifar' }),
  },
  'resnet18-flax': { batch: 32, inputShape: [84, 84, 3], build: (inputShape) => resnet({ inputShape }) },
  'resnet18-torch': {
    batch: 32,
    inputShape: [84, 84, 3],
    build: (inputShape) => resnet({ inputShape, convention: 'torch' }),
  },
  'resnet50-torch': {
    batch: 16,
    inputShape: [84, 84, 3],
    build: (inputShape) => resnet({ depth: 50, inputShape, convention: 'torch' }),
  },
};

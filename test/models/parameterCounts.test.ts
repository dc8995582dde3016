import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { initializers, type LayersModel } from '@tensorflow/tfjs-layers';
import { mlp, resnet, vgg } from 'geocollapse/models';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

/**
 * Of torchvision 0.29.2 with 1000 classes, counted from its models: trainable, and the moving statistics of batch norm.
 */
const VGG: [11 | 13 | 16 | 19, boolean, number, number][] = [
  [11, false, 132_863_336, 0],
  [11, true, 132_868_840, 5_504],
  [13, false, 133_047_848, 0],
  [13, true, 133_053_736, 5_888],
  [16, false, 138_357_544, 0],
  [16, true, 138_365_992, 8_448],
  [19, false, 143_667_240, 0],
  [19, true, 143_678_248, 11_008],
];
const RESNET: [18 | 34 | 50 | 101 | 152, number, number][] = [
  [18, 11_689_512, 9_600],
  [34, 21_797_672, 17_024],
  [50, 25_557_032, 53_120],
  [101, 44_549_160, 105_344],
  [152, 60_192_808, 151_424],
];

/** Trainable weights and moving statistics of a network; its tensors are disposed. */
function counts(model: LayersModel): [number, number] {
  const trainable = model.getWeights(true).reduce((sum, { size }) => sum + size, 0);
  const all = model.countParams();
  model.dispose();
  return [trainable, all - trainable];
}

describe('at width 1, with 1000 classes', () => {
  const random = [initializers.truncatedNormal({}), initializers.randomNormal({}), initializers.randomUniform({})];
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });
  // Zeros take no time to draw and, untouched, no memory: 144 million normal numbers would take a minute.
  const withoutDrawing = () => {
    for (const initialiser of random) {
      vi.spyOn(Object.getPrototypeOf(initialiser), 'apply').mockImplementation((shape) => tf.zeros(shape as number[]));
    }
  };
  afterEach(() => vi.restoreAllMocks());

  it.each(VGG)('VGG-%i, batch norm %s, has %i weights as published', (depth, batchNorm, trainable, moving) => {
    withoutDrawing();
    expect(counts(vgg({ depth, batchNorm, head: 'imagenet' }))).toEqual([trainable, moving]);
  });

  it.each(RESNET)('ResNet-%i has %i weights as published, in either convention', (depth, trainable, moving) => {
    withoutDrawing();
    const shape = { depth, inputShape: [224, 224, 3] as [number, number, number], classes: 1000 };
    for (const convention of ['flax', 'torch'] as const) {
      expect(counts(resnet({ ...shape, convention }))).toEqual([trainable, moving]);
    }
    // The CIFAR stem has a kernel of 3 x 3 instead of 7 x 7 for three channels, and 64 of them.
    const small = resnet({ ...shape, inputShape: [32, 32, 3], stem: 'cifar' });
    expect(counts(small)[0]).toBe(trainable - (49 - 9) * 3 * 64);
  });

  it('an MLP has (inputs + 1) outputs for each layer', () => {
    withoutDrawing();
    expect(counts(mlp({ hidden: [300, 100], inputShape: [28, 28, 1], batchNorm: true }))).toEqual([
      785 * 300 + 301 * 100 + 101 * 10 + 2 * 400,
      2 * 400,
    ]);
  });
});

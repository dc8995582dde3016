import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { parseSafetensors, resnet, vgg } from 'geocollapse/models';

/** The networks of test/fixtures/models, as our builders make them. */
export const ORIGINALS: Record<string, () => LayersModel> = {
  'torch-vgg13-bn': () => vgg({ depth: 13, head: 'imagenet', inputShape: [64, 64, 3], width: 1 / 32, classes: 5 }),
  'torch-resnet18': () => resnet({ depth: 18, ...narrow([48, 37, 3]), convention: 'torch' }),
  'torch-resnet50': () => resnet({ depth: 50, ...narrow([40, 40, 3]), convention: 'torch' }),
  'flax-resnet18': () => resnet({ depth: 18, ...narrow([48, 37, 3]) }),
  'flax-resnet50': () => resnet({ depth: 50, ...narrow([40, 40, 3]) }),
};

function narrow(inputShape: [number, number, number]) {
  return { inputShape, width: 1 / 32, classes: 5 };
}

export function networkFile(name: string): Uint8Array {
  return readFileSync(new URL(`../fixtures/models/${name}.safetensors`, import.meta.url));
}

/** The original's input, output, cotangent of the output, and gradient in the input. */
export function networkCase(name: string): Record<'input' | 'output' | 'cotangent' | 'gradient', tf.Tensor> {
  const stored = parseSafetensors(networkFile(name));
  const read = (part: string) => {
    const { shape, values } = stored[`fixture.${part}`];
    return tf.tensor(values(), shape);
  };
  return { input: read('input'), output: read('output'), cotangent: read('cotangent'), gradient: read('gradient') };
}

import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, refuse } from '../input/checks.js';
import { readTensor } from '../input/features.js';
import { firstNonFinite } from '../input/finite.js';
import type { Read } from '../input/options.js';
import { transpose } from '../numeric/linearAlgebra.js';
import type { ClassifierValues } from './residuals/logits.js';

/** The linear layer after the embedding, as `tf.layers.dense` keeps it: logits = h . weights + bias. */
export interface Classifier {
  /** The Dense kernel, shape [d, C]. */
  weights: Tensor;
  /** The bias, shape [C]. A layer without one has a bias of zeros. */
  bias?: Tensor | null;
}

/** Reads the option `classifier`: an object that holds tensors, of which {@link readClassifier} looks at the shapes. */
export const classifierOption: Read<Classifier> = (argument, value) => {
  if (typeof value === 'object' && value !== null && 'weights' in value) return value as Classifier;
  const remedy = 'Pass { weights, bias } of the last Dense layer: splitAtEmbedding(model).classifier.';
  return refuse(argument, 'an object { weights, bias } of tensors', describe(value), remedy);
};

/** Refuses a classifier that is not of d features and C classes. */
export function checkClassifier({ weights, bias }: Classifier, classes: number, d: number): void {
  const expected = `a Dense kernel of shape [d, C] = [${d}, ${classes}]`;
  const remedy = 'Pass the kernel of the Dense layer after the embedding.';
  const { shape, dtype } = readTensor('classifier.weights', weights, expected, remedy);
  if (shape.length !== 2 || shape[0] !== d || shape[1] !== classes || dtype !== 'float32') {
    const flipped = shape[0] === classes && shape[1] === d;
    refuse('classifier.weights', expected, describe(weights), flipped ? 'Pass tf.transpose(weights).' : remedy);
  }
  if (bias === undefined || bias === null) return;
  const none = 'Pass the bias of the same Dense layer, or none.';
  const { size, dtype: kind } = readTensor('classifier.bias', bias, `a tensor of shape [C] = [${classes}]`, none);
  if (size !== classes || kind !== 'float32') {
    refuse('classifier.bias', `a tensor of shape [C] = [${classes}]`, describe(bias), none);
  }
}

/** Reads a classifier of d features and C classes, and refuses one of another shape. */
export async function readClassifier(classifier: Classifier, classes: number, d: number): Promise<ClassifierValues> {
  checkClassifier(classifier, classes, d);
  const { weights, bias } = classifier;
  const w = transpose(await weights.data(), d, classes);
  const b = bias ? Float64Array.from(await bias.data()) : new Float64Array(classes);
  for (const [name, values] of [
    ['classifier.weights', w],
    ['classifier.bias', b],
  ] as const) {
    const bad = firstNonFinite(values);
    if (bad >= 0) refuse(name, 'finite', `${values[bad]}`, 'Look for a diverged loss upstream.');
  }
  return { weights: w, bias: b };
}

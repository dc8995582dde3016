import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, isTensor, refuse } from '../input/checks.js';
import type { Read } from '../input/options.js';
import { firstNonFinite } from '../input/read.js';
import { transpose } from '../numeric/linearAlgebra.js';

/** The last layer, as `tf.layers.dense` keeps it: logits = h . weights + bias. */
export interface Classifier {
  /** Dense kernel, shape [d, C]. */
  weights: Tensor;
  /** Shape [C]; none means zero. */
  bias?: Tensor | null;
}

/** A classifier on the host. */
export interface ClassifierValues {
  /** W, shape [C, d], row-major: the kernel's transpose. */
  readonly weights: Float64Array;
  /** b, shape [C]. */
  readonly bias: Float64Array;
}

/** Reads the option `classifier`: an object that holds tensors, of which {@link readClassifier} looks at the shapes. */
export const classifierOption: Read<Classifier> = (argument, value) => {
  if (typeof value === 'object' && value !== null && 'weights' in value) return value as Classifier;
  const remedy = 'Pass { weights, bias } of the last Dense layer: splitAtEmbedding(model).classifier.';
  return refuse(argument, 'an object { weights, bias } of tensors', describe(value), remedy);
};

/** Reads a classifier of d features and C classes, and refuses one of another shape. */
export async function readClassifier(
  { weights, bias }: Classifier,
  classes: number,
  d: number,
): Promise<ClassifierValues> {
  if (!isTensor(weights) || weights.rank !== 2 || weights.shape[0] !== d || weights.shape[1] !== classes) {
    const flipped = isTensor(weights) && weights.shape[0] === classes && weights.shape[1] === d;
    const remedy = flipped ? 'Pass tf.transpose(weights).' : 'Pass the kernel of the Dense layer after the embedding.';
    const expected = `a Dense kernel of shape [d, C] = [${d}, ${classes}]`;
    refuse('classifier.weights', expected, describe(weights), remedy);
  }
  if (bias && (!isTensor(bias) || bias.size !== classes)) {
    const remedy = 'Pass the bias of the same Dense layer, or none.';
    refuse('classifier.bias', `a tensor of shape [C] = [${classes}]`, describe(bias), remedy);
  }
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

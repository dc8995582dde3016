import {
  add,
  argMax,
  dispose,
  losses,
  matMul,
  oneHot,
  reshape,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { checkClassifier } from '../collapse/classifier.js';
import type { MonitoredModel } from './monitoredModel.js';

/**
 * Asks a classifier for its answers to features [n, d].
 *
 * @returns The mean cross-entropy in nats, and the number of right answers.
 */
export async function classify(
  features: Tensor,
  { weights, bias }: MonitoredModel['classifier'],
  y: Int32Array,
  classes: number,
): Promise<{ loss: number; correct: number }> {
  const d = features.size / y.length;
  checkClassifier({ weights, bias }, classes, d);
  const [cost, answers] = tidy(() => {
    const products = matMul(reshape(features, [y.length, d]) as Tensor2D, weights); // [n, C]
    const logits = bias ? add(products, bias) : products;
    return [losses.softmaxCrossEntropy(oneHot(tensor1d(y, 'int32'), classes), logits), argMax(logits, -1)];
  });
  const [[loss], right] = await Promise.all([cost.data(), answers.data()]).finally(() => dispose([cost, answers]));
  return { loss, correct: y.reduce((count, label, i) => count + (label === right[i] ? 1 : 0), 0) };
}

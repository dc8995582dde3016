import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { classifierOption } from '../collapse/classifier.js';
import { describe, refuse } from '../input/checks.js';
import { isPlainObject } from '../input/options.js';

/** A network cut at its embedding, as `splitAtEmbedding` of geocollapse/models returns it. */
export interface MonitoredModel {
  /** Maps images [n, height, width, channels] to features [n, ...], in inference mode. */
  readonly embedding: (x: Tensor) => Tensor;
  /** The linear layer after the embedding: its kernel [d, C], and its bias [C] if it has one. */
  readonly classifier: { weights: Tensor2D; bias?: Tensor };
}

/** Reads a network that is cut at its embedding, and refuses one that is passed whole. */
export function readMonitoredModel(model: MonitoredModel): MonitoredModel {
  const remedy = 'Pass splitAtEmbedding(model).';
  if (!isPlainObject(model)) refuse('model', 'an object { embedding, classifier }', describe(model), remedy);
  const { embedding, classifier } = model as MonitoredModel;
  if (typeof embedding !== 'function') refuse('embedding', 'a function of a batch', describe(embedding), remedy);
  if (classifier === undefined) {
    const other = 'Cut before the last Dense layer: splitAtEmbedding(model) without a layer.';
    refuse('classifier', 'an object { weights, bias }', 'none', other);
  }
  return { embedding, classifier: classifierOption('classifier', classifier) as MonitoredModel['classifier'] };
}

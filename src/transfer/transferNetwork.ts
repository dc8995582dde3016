import type { Tensor } from '@tensorflow/tfjs-core';
import { type Classifier, classifierOption } from '../collapse/classifier.js';
import { describe, refuse } from '../input/checks.js';
import { isPlainObject } from '../input/options.js';

/** A network cut at its embedding, as `splitAtEmbedding` of geocollapse/models returns it. */
export interface TransferNetwork {
  /** Maps images [n, height, width, channels] to features [n, ...], in inference mode. It can be differentiated. */
  readonly embedding: (x: Tensor) => Tensor;
  /** The linear layer after the embedding, for the classes of the source: its kernel [d, C], and its bias [C]. */
  readonly classifier?: Classifier;
}

/** Reads a network that is cut at its embedding, and refuses one that is passed whole. */
export function readNetwork(network: unknown): TransferNetwork {
  const remedy = 'Pass splitAtEmbedding(model) of geocollapse/models.';
  if (!isPlainObject(network)) refuse('network', 'an object { embedding, classifier }', describe(network), remedy);
  const { embedding, classifier } = network as Partial<TransferNetwork>;
  if (typeof embedding !== 'function') {
    refuse('network.embedding', 'a function of a batch', describe(embedding), remedy);
  }
  if (classifier === undefined) return { embedding };
  return { embedding, classifier: classifierOption('network.classifier', classifier) };
}

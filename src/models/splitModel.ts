import type { Tensor } from '@tensorflow/tfjs-core';
import type { Classifier } from './binaryColumns.js';

/** A network cut in two at its embedding. */
export interface SplitModel {
  /**
   * The network up to the embedding, x [n, ...] -> features [n, ...], in inference mode. It can be differentiated. With
   * a classifier, features are [n, d].
   */
  readonly embedding: (x: Tensor) => Tensor;
  /**
   * The linear layer after the embedding. The logits of the network, before softmax or sigmoid, are features [n, d]
   * times weights [d, C] plus bias [C]. These tensors are live and belong to the model, so do not dispose of them. It
   * is absent where another layer comes after a layer that was asked for.
   */
  readonly classifier?: Classifier;
  /** The name of the layer, or node of a graph, whose output is the embedding. */
  readonly layer: string;
}

/** Options of {@link splitAtEmbedding}. */
export interface SplitAtEmbeddingOptions {
  /**
   * The name of the layer whose output is the embedding. Where that name is not unique, put the models around it first:
   * `'head/dense'`.
   */
  layer?: string;
  /** The layer of the output whose classifier is wanted, by its name, for a model of several outputs. */
  output?: string;
}

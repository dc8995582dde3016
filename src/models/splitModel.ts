import type { Tensor } from '@tensorflow/tfjs-core';
import type { Classifier } from './binaryColumns.js';

/** A network cut in two at its embedding. */
export interface SplitModel {
  /** x [n, ...] -> features [n, ...], in inference mode; can be differentiated. With a classifier, features are [n, d]. */
  readonly embedding: (x: Tensor) => Tensor;
  /**
   * The linear layer after the embedding: the logits of the network, before softmax or sigmoid, are features [n, d] times weights [d, C] plus
   * bias [C]. They are live, and belong to the model: do not dispose. Absent where another layer comes after a layer that was asked for.
   */
  readonly classifier?: Classifier;
  /** Name of the layer, or node of a graph, whose output is the embedding. */
  readonly layer: string;
}

/** Options of {@link splitAtEmbedding}. */
export interface SplitAtEmbeddingOptions {
  /** The layer whose output is the embedding, by its name; with the models around it where the name is not enough: `'head/dense'`. */
  layer?: string;
  /** Of a model of several outputs, the one whose classifier is wanted, by the name of its layer. */
  output?: string;
}

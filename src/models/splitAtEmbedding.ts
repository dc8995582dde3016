import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe, refuse } from '../input/checks.js';
import { readOptions, string } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import type { GraphModelLike } from './graphNodes.js';
import { isModel, type ModelLike } from './layerGraph.js';
import { splitGraph } from './splitGraph.js';
import { splitLayers } from './splitLayers.js';
import type { SplitAtEmbeddingOptions, SplitModel } from './splitModel.js';

/**
 * Cuts a network at its embedding, so that measures have features and classifier of one network. The embedding is the
 * input of the linear layer that makes the network's output or, on request, the output of any named layer. The parts
 * share the weights of the model, and follow its training.
 *
 * The output is followed back through softmax or sigmoid, dropout, and whatever commutes with a linear layer, into
 * models inside the model, to a Dense layer or a 1 x 1 convolution. Features and classifier together give the logits of
 * the model. One unit z for two classes is given as two columns, [-w / 2, w / 2]: the sigmoid of z is the softmax of
 * (-z / 2, z / 2).
 *
 * In a `tf.GraphModel`, a product with a constant matrix counts as the Dense layer. A layer is a node there: its full
 * name, or a part of it between slashes that only one node has. A graph that takes whole numbers (bytes of images)
 * takes floats after the split.
 *
 * @param model A LayersModel of any origin, or a converted GraphModel.
 * @returns The embedding as a function, the classifier where the layer after the embedding is linear, and the name of
 *   the layer that makes the embedding.
 * @throws InputError when the graph leaves a choice, or does not end in a linear layer. It lists the layers that can be
 *   asked for.
 * @example
 * const { embedding, classifier, layer } = splitAtEmbedding(model);
 * layer; // 'embedding'
 * const { mean } = await geometricComplexity(embedding, images);
 * const features = tf.tidy(() => embedding(images)); // of shape [n, d]
 * const { nc3, nc4 } = await neuralCollapse(features, labels, { classifier });
 * features.dispose();
 */
export function splitAtEmbedding(
  model: LayersModel | GraphModelLike,
  options?: { layer?: undefined; output?: string },
): SplitModel & Required<Pick<SplitModel, 'classifier'>>;
export function splitAtEmbedding(model: LayersModel | GraphModelLike, options?: SplitAtEmbeddingOptions): SplitModel;
export function splitAtEmbedding(
  model: LayersModel | GraphModelLike,
  options: SplitAtEmbeddingOptions = {},
): SplitModel {
  return publicCall('splitAtEmbedding', () => {
    const { layer, output } = readOptions(options, { layer: string, output: string });
    if (isModel(model as unknown as ModelLike)) return splitLayers(model as unknown as ModelLike, { layer, output });
    if (typeof (model as GraphModelLike)?.execute === 'function')
      return splitGraph(model as GraphModelLike, { layer, output });
    return refuse('model', 'a LayersModel or a GraphModel', describe(model), 'Pass the network itself.');
  });
}

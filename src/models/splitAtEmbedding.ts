import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { type LayersModel, model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, InputError, refuse } from '../input/checks.js';
import { readOptions, string } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { type GraphModelLike, splitGraph } from './splitGraph.js';

/** A network cut in two at its embedding. */
export interface SplitModel {
  /** x [n, ...] -> features [n, ...], in inference mode; can be differentiated. */
  embedding: (x: Tensor) => Tensor;
  /** The Dense layer after the embedding, its live weights: do not dispose. Absent where another layer comes after. */
  classifier?: { weights: Tensor2D; bias?: Tensor1D };
  /** Name of the layer, or node of a graph, whose output is the embedding. */
  layer: string;
}

/**
 * Cuts a network at its embedding: the input of its last Dense layer or, on request, the output of any named layer.
 * The parts share the model's weights, so they follow its training.
 *
 * Of a `tf.GraphModel` the last product with a constant matrix counts as the Dense layer. A layer is there a node: its full name, or
 * a part of it between slashes that only one node has.
 *
 * @param model a LayersModel of one input, of whatever origin, or a converted GraphModel of one input
 * @throws InputError when there is no layer of that name (it lists those there are), or no Dense layer
 * @example
 * const { embedding, classifier, layer } = splitAtEmbedding(vgg()); // layer: 'embedding'
 * await geometricComplexity(embedding, images);
 * await neuralCollapse(embedding(images), labels, { classifier });
 */
export function splitAtEmbedding(
  model: LayersModel | GraphModelLike,
): SplitModel & Required<Pick<SplitModel, 'classifier'>>;
export function splitAtEmbedding(model: LayersModel | GraphModelLike, options?: { layer?: string }): SplitModel;
export function splitAtEmbedding(model: LayersModel | GraphModelLike, options: { layer?: string } = {}): SplitModel {
  return publicCall('splitAtEmbedding', () => {
    const { layer: name } = readOptions(options, { layer: string });
    if (Array.isArray((model as LayersModel)?.layers)) return splitLayers(model as LayersModel, name);
    if (typeof (model as GraphModelLike)?.execute === 'function') return splitGraph(model as GraphModelLike, name);
    return refuse('model', 'a LayersModel or a GraphModel', describe(model), 'Pass the network.');
  });
}

function splitLayers(model: LayersModel, name?: string): SplitModel {
  if (model.inputs.length !== 1) {
    const remedy = 'Write the embedding as a function of the input that varies.';
    refuse('model', 'of one input', `${model.inputs.length} inputs`, remedy);
  }
  const dense = model.layers.findLast((each) => each.getClassName() === 'Dense');
  const chosen = name === undefined ? dense : model.layers.find((each) => each.name === name);
  if (!chosen) {
    const expected = name === undefined ? 'hold a Dense layer, whose input is the embedding' : `hold a layer '${name}'`;
    const there = model.layers.map((each) => each.name).join(', ');
    throw new InputError('model', expected, there, 'Pass { layer } with one of these names.');
  }
  const features = (name === undefined ? chosen.input : chosen.output) as SymbolicTensor;
  const inner = makeModel({ inputs: model.inputs, outputs: features });
  const follows = dense && dense.input === features;
  const [weights, bias] = follows ? dense.getWeights() : [];
  return {
    embedding: (x) => inner.apply(x, { training: false }) as Tensor,
    layer: features.sourceLayer.name,
    ...(weights && { classifier: { weights: weights as Tensor2D, ...(bias && { bias: bias as Tensor1D }) } }),
  };
}

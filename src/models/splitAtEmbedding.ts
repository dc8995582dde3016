import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { type LayersModel, model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InputError } from '../internal/checks.js';

/** A network cut in two at its embedding. */
export interface SplitModel {
  /** x [n, ...] -> features [n, ...], in inference mode; can be differentiated. */
  embedding: (x: Tensor) => Tensor;
  /** The Dense layer after the embedding, its live weights: do not dispose. Absent where another layer comes after. */
  classifier?: { weights: Tensor2D; bias?: Tensor1D };
  /** Name of the layer whose output is the embedding. */
  layer: string;
}

/**
 * Cuts a network at its embedding: the input of its last Dense layer or, on request, the output of any named layer.
 * The parts share the model's weights, so they follow its training.
 *
 * @param model a LayersModel of one input
 * @throws InputError when there is no layer of that name (it lists those there are), or no Dense layer
 * @example
 * const { embedding, classifier, layer } = splitAtEmbedding(vgg()); // layer: 'embedding'
 * await geometricComplexity(embedding, images);
 * await neuralCollapse(embedding(images), labels, { classifier });
 */
export function splitAtEmbedding(model: LayersModel): SplitModel & Required<Pick<SplitModel, 'classifier'>>;
export function splitAtEmbedding(model: LayersModel, options?: { layer?: string }): SplitModel;
export function splitAtEmbedding(model: LayersModel, { layer: name }: { layer?: string } = {}): SplitModel {
  const dense = model.layers.findLast((each) => each.getClassName() === 'Dense');
  const chosen = name === undefined ? dense : model.layers.find((each) => each.name === name);
  if (!chosen) {
    const expected = name === undefined ? 'hold a Dense layer, whose input is the embedding' : `hold a layer '${name}'`;
    const there = model.layers.map((each) => each.name).join(', ');
    throw new InputError(
      `splitAtEmbedding: model must ${expected}, got ${there}. Pass { layer } with one of these names.`,
    );
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

import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, InputError, refuse } from '../../input/checks.js';

/** What of a LayersModel is used to look inside it. Any object of this shape will do. */
export interface LayeredModel {
  /** The layers of the model. */
  readonly layers: readonly LayerLike[];
  /** The inputs of the model. There has to be one. */
  readonly inputs: readonly { readonly id: number }[];
}

/** What of a layer is used. */
export interface LayerLike {
  /** The name by which a layer is asked for. */
  readonly name: string;
  /** The tensor of the model's graph that the layer makes. */
  readonly output: unknown;
  /** The uses of the layer in the model's graph. */
  readonly inboundNodes: readonly unknown[];
  /** Runs the layer. */
  apply(inputs: never, options: { training: boolean }): unknown;
}

/** A tensor of a model's graph, that is to say: an output of a layer. */
interface Symbol {
  readonly id: number;
  readonly sourceLayer: LayerLike & { readonly inboundNodes: readonly { readonly inputTensors: readonly Symbol[] }[] };
  readonly nodeIndex: number;
  readonly tensorIndex?: number;
}

/** The outputs of some layers as functions of the model's input, in inference mode. Every layer runs once. */
export function layerOutputs(model: LayeredModel, names: readonly string[]): (x: Tensor) => Tensor[] {
  if (!Array.isArray(model?.layers) || model.inputs?.length !== 1) {
    refuse('f', 'a LayersModel of one input', describe(model), 'Or pass a function of x to { name: features }.');
  }
  const outputs = names.map((name) => {
    const layer = model.layers.find((each) => each.name === name);
    if (layer) return layer.output as Symbol;
    const there = model.layers.map((each) => each.name).join(', ');
    throw new InputError('layers', 'name layers of the model', `'${name}'`, `It has ${there}.`);
  });
  return (x) => {
    const known = new Map<number, unknown>([[model.inputs[0].id, x]]);
    const evaluate = (symbol: Symbol): Tensor => {
      if (!known.has(symbol.id)) {
        const { sourceLayer, nodeIndex, tensorIndex = 0 } = symbol;
        const inputs = sourceLayer.inboundNodes[nodeIndex].inputTensors.map(evaluate);
        const result = sourceLayer.apply((inputs.length === 1 ? inputs[0] : inputs) as never, { training: false });
        known.set(symbol.id, Array.isArray(result) ? result[tensorIndex] : result);
      }
      return known.get(symbol.id) as Tensor;
    };
    return outputs.map(evaluate);
  };
}

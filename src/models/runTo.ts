import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, refuse } from '../input/checks.js';
import {
  isModel,
  type LayerLike,
  type ModelLike,
  type Point,
  pointsOf,
  resolve,
  type SymbolLike,
} from './layerGraph.js';

/** A part of a network: some tensors of one level of the graph, from the inputs of the level that they need. */
interface Part {
  apply(inputs: Tensor | Tensor[], options: { training: boolean }): Tensor | Tensor[];
}

/** The inputs of the whole model that a point depends on. */
export function reached(model: ModelLike, point: Point): SymbolLike[] {
  const ids = new Set(pointsOf([point]).map(({ symbol, frames }) => (frames.length === 0 ? symbol.id : undefined)));
  return model.inputs.filter(({ id }) => ids.has(id));
}

/**
 * The network up to a point, as a function of its one input, in inference mode. It is a model for every level of the
 * graph, and these share the layers and so the weights. Models of TensorFlow.js free on the way what they no longer
 * need, so that long networks fit into memory.
 */
export function runTo(model: ModelLike, { symbol, frames }: Point): (x: Tensor) => Tensor {
  const parts: ((inputs: Tensor[]) => Tensor[])[] = [];
  let wanted: readonly SymbolLike[] = [symbol];
  for (let depth = frames.length; depth >= 0; depth--) {
    const level = depth > 0 ? frames[depth - 1].model : model;
    const needed = neededInputs(level, wanted);
    const unique = [...new Map(wanted.map((each) => [each.id, each])).values()];
    const places = wanted.map(({ id }) => unique.findIndex((each) => each.id === id));
    const part = makePart(
      level,
      needed.map((place) => level.inputs[place]),
      unique,
    );
    parts.unshift((inputs) => {
      const outputs = part.apply(inputs.length === 1 ? inputs[0] : inputs, { training: false });
      return places.map((place) => (Array.isArray(outputs) ? outputs[place] : outputs));
    });
    if (depth > 0) wanted = needed.map((place) => frames[depth - 1].inputs[place]);
    if (depth > 0) refuseMasks(wanted, level.name);
  }
  return (x) => parts.reduce((values, part) => part(values), [x])[0];
}

/** The places of the inputs of a model that some tensors of it need. */
function neededInputs(level: ModelLike, wanted: readonly SymbolLike[]): number[] {
  const ids = new Set<number>();
  const pending = [...wanted];
  while (pending.length > 0) {
    const { id, sourceLayer, nodeIndex } = pending.pop()!;
    if (ids.has(id)) continue;
    ids.add(id);
    if (!level.inputs.some((input) => input.id === id))
      pending.push(...sourceLayer.inboundNodes[nodeIndex].inputTensors);
  }
  return level.inputs.flatMap(({ id }, place) => (ids.has(id) ? [place] : []));
}

/** A model of the class that the given one has, which may come from another copy of TensorFlow.js. */
function makePart(level: ModelLike, inputs: readonly SymbolLike[], outputs: readonly SymbolLike[]): Part {
  type Maker = {
    className?: string;
    new (part: { inputs: readonly SymbolLike[]; outputs: readonly SymbolLike[] }): Part;
  };
  let maker = level.constructor as unknown as Maker;
  // The class of a Sequential extends the one that is wanted.
  while (typeof maker === 'function' && maker.className !== 'Model') maker = Object.getPrototypeOf(maker);
  if (typeof maker !== 'function')
    refuse('model', 'a LayersModel', describe(level), 'Pass what tf.model or tf.sequential makes.');
  return new maker({ inputs, outputs });
}

/** Refuses masks, which go with a tensor from layer to layer and do not cross a cut. */
function refuseMasks(symbols: readonly SymbolLike[], inside: string): void {
  const masks = (layer: LayerLike): boolean => {
    if (isModel(layer)) return layer.layers.some(masks);
    return layer.getClassName() === 'Masking' || (layer as LayerLike & { maskZero?: boolean }).maskZero === true;
  };
  const makers = pointsOf(symbols.map((symbol) => resolve({ symbol, frames: [] })));
  const mask = makers.find(({ symbol }) => masks(symbol.sourceLayer));
  if (!mask) return;
  const { name } = mask.symbol.sourceLayer;
  const remedy = 'Pass { layer } with a layer before that model, or put the layers into one model.';
  refuse('model', `without masks before the cut in '${inside}'`, `a mask that '${name}' makes`, remedy);
}

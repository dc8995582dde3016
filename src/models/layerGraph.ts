/**
 * The graph by which a LayersModel makes its output. It leads through models inside the model, and by nodes and not by
 * layers, since layers may be shared.
 */

/** A tensor in the graph of a model, that is, an output of one application of a layer. */
export interface SymbolLike {
  readonly id: number;
  readonly shape: readonly (number | null)[];
  readonly sourceLayer: LayerLike;
  readonly nodeIndex: number;
  readonly tensorIndex: number;
}

/** What is used of a layer or a model, of any copy of TensorFlow.js. */
export interface LayerLike {
  readonly name: string;
  readonly inboundNodes: readonly { readonly inputTensors: readonly SymbolLike[] }[];
  getClassName(): string;
}

export interface ModelLike extends LayerLike {
  readonly layers: readonly LayerLike[];
  readonly inputs: readonly SymbolLike[];
  readonly outputs: readonly SymbolLike[];
}

/** A model inside another, applied to these tensors of the level above. */
export interface Frame {
  readonly model: ModelLike;
  readonly inputs: readonly SymbolLike[];
}

/** A tensor of the graph, and the models inside models that lead to it. */
export interface Point {
  readonly symbol: SymbolLike;
  readonly frames: readonly Frame[];
}

export function isModel(layer: LayerLike | undefined): layer is ModelLike {
  return Array.isArray((layer as ModelLike)?.layers) && Array.isArray((layer as ModelLike)?.outputs);
}

/** A key that is the same for the same tensor in the same application of the models around it. */
export function keyOf({ symbol, frames }: Point): string {
  return [...frames.map(({ inputs }) => inputs.map(({ id }) => id).join('+')), symbol.id].join('/');
}

/**
 * The point at which a layer makes the tensor, or the input of the whole model. It goes into the models inside, and out
 * again at their inputs.
 */
export function resolve({ symbol, frames }: Point): Point {
  const { sourceLayer, nodeIndex, tensorIndex } = symbol;
  const frame = frames.at(-1);
  const place = frame ? frame.model.inputs.findIndex(({ id }) => id === symbol.id) : -1;
  if (frame && place >= 0) return resolve({ symbol: frame.inputs[place], frames: frames.slice(0, -1) });
  if (!isModel(sourceLayer)) return { symbol, frames };
  const inputs = sourceLayer.inboundNodes[nodeIndex].inputTensors;
  return resolve({ symbol: sourceLayer.outputs[tensorIndex], frames: [...frames, { model: sourceLayer, inputs }] });
}

/** What the layer at a point takes. */
export function inputsOf({ symbol, frames }: Point): Point[] {
  const { inputTensors } = symbol.sourceLayer.inboundNodes[symbol.nodeIndex];
  // The node of an input layer takes nothing, or the very tensor that it gives.
  return inputTensors.filter(({ id }) => id !== symbol.id).map((each) => resolve({ symbol: each, frames }));
}

/** All points that make those given, with inputs first. */
export function pointsOf(ends: readonly Point[]): Point[] {
  const found = new Map<string, Point>();
  const entered = new Set<string>();
  const pending = [...ends].reverse().map((point) => ({ point, ready: false }));
  while (pending.length > 0) {
    const { point, ready } = pending.pop()!;
    const key = keyOf(point);
    if (ready) found.set(key, point);
    else if (!entered.has(key)) {
      entered.add(key);
      pending.push({ point, ready: true });
      for (const input of inputsOf(point).reverse()) pending.push({ point: input, ready: false });
    }
  }
  return [...found.values()];
}

/** The points at which layers make the outputs of a model, each once. */
export function outputsOf(model: ModelLike): Point[] {
  const points = model.outputs.map((symbol) => resolve({ symbol, frames: [] }));
  return [...new Map(points.map((point) => [keyOf(point), point])).values()];
}

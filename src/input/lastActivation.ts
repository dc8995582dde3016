/** What of a LayersModel, or of a layer of one, is looked at here. Any object may lack all of it. */
interface Layer {
  readonly layers?: readonly Layer[];
  readonly outputs?: readonly (LayerOutput | undefined)[];
  /** The layer that a wrapper such as TimeDistributed applies. */
  readonly layer?: Layer;
  readonly inboundNodes?: readonly { readonly inputTensors?: readonly LayerOutput[] }[];
  getClassName?(): string;
  getConfig?(): Record<string, unknown>;
}

/** A tensor in a model's graph, and the use of the layer that makes it. */
interface LayerOutput {
  readonly sourceLayer?: Layer;
  readonly nodeIndex?: number;
}

/** Layers that hand on the values that they are given. */
const CARRIERS = ['Dropout', 'Flatten', 'Permute', 'Reshape'];
/** Activations whose values are no logits. */
const PROBABILITIES = ['softmax', 'sigmoid', 'hard_sigmoid', 'hardSigmoid'];

/**
 * The name of the softmax or sigmoid that the output of a LayersModel comes from; undefined for any other output, and
 * for what is no model of layers. Models within the model are followed, and so are layers that only hand on values.
 */
export function lastActivation(model: object): string | undefined {
  const { layers, outputs } = model as Layer;
  if (!Array.isArray(layers)) return undefined;
  let output = outputs?.[0];
  let last: Layer | undefined = output?.sourceLayer ?? layers.at(-1);
  while (last && CARRIERS.includes(last.getClassName?.() ?? '')) {
    output = last.inboundNodes?.[output?.nodeIndex ?? 0]?.inputTensors?.[0];
    last = output?.sourceLayer;
  }
  if (!last) return undefined;
  if (Array.isArray(last.layers)) return lastActivation(last);
  const inner = last.layer ?? last;
  if (inner.getClassName?.() === 'Softmax') return 'softmax';
  const activation = inner.getConfig?.().activation;
  return PROBABILITIES.find((name) => name === activation);
}

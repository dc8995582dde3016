/**
 * How a weight is stored: its shape in the file, the shape that its values are seen in, and the axes of that in our
 * order.
 */
export interface StoredShape {
  file: number[];
  view: number[];
  axes: number[];
}

/** How a framework stores the weights of a layer. */
export interface WeightLayout {
  readonly framework: 'PyTorch' | 'Flax';
  /** Its name for each of our weights. */
  readonly suffixes: Record<string, string>;
  /** A name of a file without the prefix that all its names have. */
  bare(name: string): string;
  /** The names of what is stored besides weights. */
  readonly besides: RegExp;
  /** The epsilon of its normalisations where none is given. */
  readonly epsilon: Record<string, number>;
  /**
   * @param kind Our name of the weight, such as `kernel` or `bias`.
   * @param map The shape [...places, c] of the map whose values the first axis of the weight counts, where a layer
   *   reads one flattened.
   */
  stored(kind: string, shape: number[], map?: readonly number[]): StoredShape;
}

/**
 * PyTorch stores outputs before inputs before places, [o, i, h, w] for our [h, w, i, o], and has channels first in a
 * flattened map.
 */
export const TORCH: WeightLayout = {
  framework: 'PyTorch',
  suffixes: {
    kernel: 'weight',
    depthwise_kernel: 'weight',
    embeddings: 'weight',
    bias: 'bias',
    gamma: 'weight',
    beta: 'bias',
    moving_mean: 'running_mean',
    moving_variance: 'running_var',
  },
  bare: (name) => name.replace(/^((module|_orig_mod)\.)+/, ''), // of DataParallel and torch.compile
  besides: /(^|\.)num_batches_tracked$/,
  epsilon: { BatchNormalization: 1e-5, LayerNormalization: 1e-5 },
  stored: (kind, shape, map) => {
    if (kind === 'embeddings') return asItIs(shape);
    if (kind === 'depthwise_kernel') {
      const [h, w, inputs, each] = shape; // a group of filters an input
      return { file: [inputs * each, 1, h, w], view: [inputs, each, h, w], axes: [2, 3, 0, 1] };
    }
    const [inputs, outputs] = shape.slice(-2);
    // Channels first, then places; back to places first.
    const flat = map && [map.at(-1)!, ...map.slice(0, -1)];
    const back = map && [...map.slice(0, -1).map((_, i) => i + 1), 0];
    if (shape.length === 1) return flat ? { file: shape, view: flat, axes: back! } : asItIs(shape);
    if (shape.length === 2 && flat) {
      return { file: [outputs, inputs], view: [outputs, ...flat], axes: [...back!.map((axis) => axis + 1), 0] };
    }
    const places = shape.slice(0, -2);
    const file = [outputs, inputs, ...places];
    return { file, view: file, axes: [...places.map((_, i) => i + 2), 1, 0] };
  },
};

/** Flax stores weights in our own order. */
export const FLAX: WeightLayout = {
  framework: 'Flax',
  suffixes: {
    kernel: 'kernel',
    depthwise_kernel: 'kernel',
    embeddings: 'embedding',
    bias: 'bias',
    gamma: 'scale',
    beta: 'bias',
    moving_mean: 'mean',
    moving_variance: 'var',
  },
  bare: (name) => name.replaceAll('/', '.').replace(/^(params|batch_stats)\./, ''),
  besides: /^$/,
  epsilon: { BatchNormalization: 1e-5, LayerNormalization: 1e-6 },
  stored: (kind, shape) => {
    if (kind !== 'depthwise_kernel') return asItIs(shape);
    const [h, w, inputs, each] = shape;
    return { file: [h, w, 1, inputs * each], view: shape, axes: [0, 1, 2, 3] };
  },
};

function asItIs(shape: number[]): StoredShape {
  return { file: shape, view: shape, axes: shape.map((_, i) => i) };
}

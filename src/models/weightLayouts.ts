import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** How a framework stores the weights of a layer. */
export interface WeightLayout {
  /** Its name for each of ours. */
  suffixes: Record<string, string>;
  /** The name of a file without what is put before all names. */
  bare(name: string): string;
  /** Names of what is stored besides weights. */
  besides: RegExp;
  /**
   * The shape of a weight in the file, and its axes there in our order; `map` is the shape [h, w, c] of the map whose places
   * its first axis counts, where a layer reads one flattened.
   */
  stored(shape: number[], map?: number[]): { shape: number[]; axes: number[] };
}

/** PyTorch: outputs before inputs before places, [o, i, h, w] for our [h, w, i, o], and channels first in a flattened map. */
export const TORCH: WeightLayout = {
  suffixes: {
    kernel: 'weight',
    bias: 'bias',
    gamma: 'weight',
    beta: 'bias',
    moving_mean: 'running_mean',
    moving_variance: 'running_var',
  },
  bare: (name) => name.replace(/^((module|_orig_mod)\.)+/, ''), // of DataParallel and torch.compile
  besides: /(^|\.)num_batches_tracked$/,
  stored: (shape, map) => {
    const [inputs, outputs] = shape.slice(-2);
    const flat = map ? [map[2], map[0], map[1]] : [];
    if (shape.length === 1) return map ? { shape: flat, axes: [1, 2, 0] } : { shape, axes: [0] };
    if (shape.length === 2 && map) return { shape: [outputs, ...flat], axes: [2, 3, 1, 0] };
    const places = shape.slice(0, -2);
    return { shape: [outputs, inputs, ...places], axes: [...places.map((_, i) => i + 2), 1, 0] };
  },
};

/** Flax: our own order. */
export const FLAX: WeightLayout = {
  suffixes: {
    kernel: 'kernel',
    bias: 'bias',
    gamma: 'scale',
    beta: 'bias',
    moving_mean: 'mean',
    moving_variance: 'var',
  },
  bare: (name) => name.replaceAll('/', '.').replace(/^(params|batch_stats)\./, ''),
  besides: /^$/,
  stored: (shape) => ({ shape, axes: shape.map((_, i) => i) }),
};

/** The shape [h, w, c] of the map that a layer reads flattened, also through layers that keep its values in place. */
export function flattenedMap(layer: layers.Layer): number[] | undefined {
  if (layer.inboundNodes.length !== 1 || Array.isArray(layer.input) || layer.input.shape.length !== 2) return undefined;
  const { sourceLayer } = layer.input;
  const kind = sourceLayer.getClassName();
  if (kind === 'Flatten' || kind === 'Reshape') {
    const map = (sourceLayer.input as SymbolicTensor).shape.slice(1) as number[];
    return map.length === 3 ? map : undefined;
  }
  const inPlace = ['Dropout', 'Activation', 'ReLU', 'LeakyReLU', 'ELU', 'BatchNormalization'].includes(kind);
  return inPlace ? flattenedMap(sourceLayer) : undefined;
}

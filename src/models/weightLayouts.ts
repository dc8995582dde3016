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
   * The kernel's shape in the file, and its axes there in our order; `map` is the shape [h, w, c] where a dense layer reads a
   * flattened map.
   */
  kernel(shape: number[], map?: number[]): { shape: number[]; axes: number[] };
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
  kernel: (shape, map) => {
    const [inputs, outputs] = shape.slice(-2);
    if (shape.length === 2 && map) return { shape: [outputs, map[2], map[0], map[1]], axes: [2, 3, 1, 0] };
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
  kernel: (shape) => ({ shape, axes: shape.map((_, i) => i) }),
};

/** The shape [h, w, c] of the map that a layer reads flattened, through layers that keep its values in place. */
export function flattenedMap(layer: layers.Layer): number[] | undefined {
  if (layer.inboundNodes.length !== 1 || Array.isArray(layer.input)) return undefined;
  const before = (layer.input as SymbolicTensor).sourceLayer;
  if (before.getClassName() === 'Flatten') {
    const map = (before.input as SymbolicTensor).shape.slice(1) as number[];
    return map.length === 3 ? map : undefined;
  }
  return ['Dropout', 'Activation', 'ReLU'].includes(before.getClassName()) ? flattenedMap(before) : undefined;
}

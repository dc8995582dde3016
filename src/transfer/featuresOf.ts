import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import { allBatchesOf } from '../data/dataset/datasetBatches.js';
import { readDataset } from '../data/dataset/readDataset.js';
import type { ImageDataset } from '../data/dataset/types.js';
import { asFunction, checkFeatures, type Embedding } from '../geometry/products/embedding.js';
import { refuse } from '../input/checks.js';
import { abortSignal, callback, integer, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';

/** Options of {@link featuresOf}. */
export interface FeaturesOfOptions {
  /** The number of examples that go through the embedding at a time. The default is 64. */
  batchSize?: number;
  /** A signal that ends the call early. The call then throws the signal's reason, and leaves no tensor behind. */
  signal?: AbortSignal;
  /** Called after each batch with the number of examples that are done. */
  onProgress?: (examples: number) => void;
}

/** The features of a data set in JavaScript's memory, and the labels of the same examples. */
export interface FeaturesOfDataset {
  /** The features [n, d], row-major: 4 n d bytes. */
  readonly features: Float32Array;
  /** The classes of the examples, of length n. */
  readonly labels: Int32Array;
  /** The number of examples, and the shape of the features of one: [n, ...]. */
  readonly shape: readonly number[];
}

const OPTIONS = {
  batchSize: integer(1),
  signal: abortSignal,
  onProgress: callback<(examples: number) => void>(),
};

/**
 * Runs a data set through an embedding once and keeps the features, so that everything else, few-shot accuracy, bounds
 * and collapse, can be measured on them without the network and without the images.
 *
 * @remarks One batch at a time is on the backend. Images that the data set skips, since they cannot be read, have no
 * row.
 *
 * @param embedding Maps images [n, height, width, channels] to features [n, ...]: `splitAtEmbedding(model).embedding`.
 * @param data The data set, in whose order the features come.
 * @returns The features [n, d] as float32, their labels, and the shape in which the embedding returns them.
 * @throws InputError for an embedding that does not return one row for each image, and for a data set whose parts do
 *   not fit together or of which no image can be read.
 * @example
 * const some = subset(mnist.test, balancedIndices(mnist.test, { count: 40 }));
 * const { features, labels, shape } = await featuresOf(embedding, some);
 * shape; // [40, 16]
 * features.length; // 640
 */
export async function featuresOf(
  embedding: Embedding,
  data: ImageDataset,
  options: FeaturesOfOptions = {},
): Promise<FeaturesOfDataset> {
  const body = async () => {
    const { batchSize = 64, signal, onProgress } = readOptions(options, OPTIONS);
    const map = asFunction(embedding);
    const set = readDataset(data);
    const labels = new Int32Array(set.size);
    let features = new Float32Array(0);
    let [seen, d] = [0, 0];
    let shape: number[] = [];
    for await (const { x, y } of allBatchesOf(set, batchSize, { signal })) {
      signal?.throwIfAborted();
      const rows = await rowsOf(map, x);
      if (seen === 0) {
        shape = rows.shape.slice(1);
        d = rows.values.length / y.length;
        features = new Float32Array(set.size * d);
      } else if (String(rows.shape.slice(1)) !== String(shape)) {
        const remedy = 'Make its shape independent of the batch.';
        refuse('f(x)', `of shape [n,${shape}] for every batch`, `[${rows.shape}]`, remedy);
      }
      features.set(rows.values, seen * d);
      labels.set(y, seen);
      seen += y.length;
      onProgress?.(seen);
    }
    const all = seen === set.size;
    return {
      features: all ? features : features.slice(0, seen * d),
      labels: all ? labels : labels.slice(0, seen),
      shape: [seen, ...shape],
    };
  };
  return publicCall('featuresOf', body, { f: 'embedding', 'f(x)': 'embedding(x)' });
}

/** The features of a batch, on the host. */
async function rowsOf(map: (x: Tensor) => Tensor, x: Tensor): Promise<{ values: Float32Array; shape: number[] }> {
  const features = tidy(() => checkFeatures(map(x), x)); // [n, ...]
  try {
    return { values: (await features.data()) as Float32Array, shape: features.shape };
  } finally {
    features.dispose();
  }
}

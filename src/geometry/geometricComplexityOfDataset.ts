import type { Tensor } from '@tensorflow/tfjs-core';
import { readBatches } from '../input/batches.js';
import { isTensor, refuse } from '../input/checks.js';
import { type Labels, readLabels } from '../input/labels.js';
import { callback, classCount, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { seededRandom } from '../numeric/random.js';
import { asFunction, type Embedding } from './embedding.js';
import { mergeSamples, type Sample } from './estimators/sample.js';
import { measure } from './measure.js';
import { checkOptions, ESTIMATE_OPTIONS, type GeometricComplexityOptions } from './options.js';
import { readComplexity } from './readComplexity.js';
import { type GeometricComplexity, summarise } from './summary.js';

/** A batch of a data set: inputs [n, ...] with their labels, or without. They stay the caller's, who disposes of them. */
export type LabelledBatch = Tensor | { readonly x: Tensor; readonly y?: Labels };

/** Options of {@link geometricComplexityOfDataset}. */
export interface DatasetOptions extends Omit<GeometricComplexityOptions, 'relativeError' | 'maxVjps'> {
  /** C, for batches with labels; default the largest label plus one. */
  classes?: number;
  /** Is told after each batch how many examples have been measured. */
  onProgress?: (examples: number) => void;
}

const { relativeError: _, maxVjps: __, ...SHARED_OPTIONS } = ESTIMATE_OPTIONS;
/** Readers of {@link DatasetOptions}. */
const DATASET_OPTIONS = {
  ...SHARED_OPTIONS,
  classes: classCount(),
  onProgress: callback<(examples: number) => void>(),
};

/** Geometric complexity of a data set: a plain value that merges with that of other examples. */
export interface DatasetComplexity extends GeometricComplexity {
  /** Examples that were measured. */
  count: number;
  /**
   * Geometric complexity of each class, length C, NaN for one without examples; absent without labels. It is what
   * `geometricCollapse` takes.
   */
  perClass?: Float64Array;
  /** What {@link mergeDatasetComplexities} needs: labels, and the parts of the error. */
  parts: { sample: Sample; labels?: Int32Array; confidence: number; datasetSize?: number };
}

/**
 * Geometric complexity over a stream of batches, one probe per example unless told otherwise: over many examples their errors
 * average out, and a second probe of the same example tells less than another example.
 *
 * @param f embedding, as for {@link geometricComplexity}
 * @param batches inputs, or inputs and labels, of any iterable: an array, a generator, an asynchronous generator
 * @returns as {@link geometricComplexity} over all examples, with classes where there are labels; the interval of one
 * probe is for the population that the examples come from. Memory: two numbers for each example.
 * @throws InputError as {@link geometricComplexity}, for no batch at all, and for labels on some batches only
 * @example
 * async function* batches() {
 *   for (const indices of order) {
 *     const { x, y } = takeBatch(mnist.train, indices);
 *     yield { x, y };
 *     x.dispose(); // the next batch is asked for when this one is done
 *   }
 * }
 * const { mean, interval, perClass } = await geometricComplexityOfDataset(embedding, batches());
 */
export async function geometricComplexityOfDataset(
  f: Embedding,
  batches: Iterable<LabelledBatch> | AsyncIterable<LabelledBatch>,
  options: DatasetOptions = {},
): Promise<DatasetComplexity> {
  return publicCall('geometricComplexityOfDataset', async () => {
    const { classes, onProgress, ...estimate } = readOptions(options, DATASET_OPTIONS);
    const settings = checkOptions(estimate, 1);
    const map = asFunction(f);
    const random = seededRandom(settings.seed);
    let total: Sample | undefined;
    const labels: Int32Array[] = [];
    let measured = 0;
    for await (const batch of readBatches<LabelledBatch>('batches', batches)) {
      const { x, y } = isTensor(batch) ? { x: batch, y: undefined } : batch;
      const [sample] = await measure((input) => [map(input)], x, settings, f, random);
      if (y !== undefined) labels.push((await readLabels(y, { n: x.shape[0], classes, name: 'y' })).labels);
      total = total ? mergeSamples(total, sample) : sample;
      measured++;
      onProgress?.(total.count);
    }
    if (!total) return refuse('batches', 'at least one batch', 'none', 'Look whether a generator was used before.');
    if (labels.length !== 0 && labels.length !== measured) {
      const got = `labels in ${labels.length} of ${measured} batches`;
      refuse('batches', 'all with labels, or all without', got, 'Pass { x, y } throughout.');
    }
    const { confidence, datasetSize } = settings;
    const all = labels.length > 0 ? concatenate(labels) : undefined;
    return complexityOf({ sample: total, labels: all, confidence, datasetSize }, classes);
  });
}

/**
 * The complexity of two disjoint sets of examples together, as if they had been measured in one stream: batches, workers and
 * machines merge the same way.
 *
 * @throws InputError when one has labels and the other has none
 * @example
 * mergeDatasetComplexities(await geometricComplexityOfDataset(f, firstHalf), await geometricComplexityOfDataset(f, secondHalf));
 */
export function mergeDatasetComplexities(a: DatasetComplexity, b: DatasetComplexity): DatasetComplexity {
  return publicCall('mergeDatasetComplexities', () => {
    const [first, second] = [readComplexity('a', a), readComplexity('b', b)];
    const [left, right] = [first.parts.labels, second.parts.labels];
    if (!left !== !right) refuse('b', 'measured with labels if a is, and only then', 'one of each', 'Drop one.');
    const sample = mergeSamples(first.parts.sample, second.parts.sample);
    const labels = left && right ? concatenate([left, right]) : undefined;
    const classes = Math.max(first.perClass?.length ?? 0, second.perClass?.length ?? 0);
    return complexityOf({ ...first.parts, sample, labels }, classes);
  });
}

function complexityOf(parts: DatasetComplexity['parts'], classes?: number): DatasetComplexity {
  const { sample, labels } = parts;
  const summary = { ...summarise(sample, parts), count: sample.count, parts };
  if (!labels) return summary;
  if (labels.length !== sample.perExample.length) {
    const remedy = "Use 'split' or 'rademacher', or leave the labels out.";
    refuse('estimator', 'one that measures every example, to tell classes apart', 'one that samples', remedy);
  }
  const size = classes ?? labels.reduce((most, label) => Math.max(most, label), -1) + 1;
  const sums = new Float64Array(size);
  const counts = new Float64Array(size);
  labels.forEach((label, i) => {
    sums[label] += sample.perExample[i];
    counts[label]++;
  });
  return { ...summary, perClass: sums.map((total, c) => total / counts[c]) };
}

function concatenate(arrays: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(arrays.reduce((length, array) => length + array.length, 0));
  let start = 0;
  for (const array of arrays) {
    all.set(array, start);
    start += array.length;
  }
  return all;
}

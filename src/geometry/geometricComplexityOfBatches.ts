import type { Tensor } from '@tensorflow/tfjs-core';
import { type Batches, type InputBatch, readBatches } from '../input/batches.js';
import { InputError, isTensor, refuse } from '../input/checks.js';
import { readLabels } from '../input/labels.js';
import { callback, classCount, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { seededRandom } from '../numeric/random.js';
import { type ComplexityOfBatches, complexityOf } from './complexityOfBatches.js';
import { estimatesOf } from './estimatesOf.js';
import { type Estimate, mergeEstimates } from './estimators/estimate.js';
import { ESTIMATE_OPTIONS, type GeometricComplexityOptions, settingsOf } from './options.js';
import { asFunction, type Embedding } from './products/embedding.js';

/** Options of {@link geometricComplexityOfBatches}. */
export interface GeometricComplexityOfBatchesOptions
  extends Omit<GeometricComplexityOptions, 'relativeError' | 'maxVjps'> {
  /** The number of classes, C, for batches with labels. The default is the largest label plus one. */
  classes?: number;
  /** A function that is called after each batch with the number of examples that have been measured. */
  onProgress?: (examples: number) => void;
}

/** What each batch is. */
const INPUTS = { key: 'x', written: 'a tensor x or an object { x, y }', tensors: true };

const { relativeError: _, maxVjps: __, ...SHARED_OPTIONS } = ESTIMATE_OPTIONS;
/** Readers of {@link GeometricComplexityOfBatchesOptions}. */
const OPTIONS = { ...SHARED_OPTIONS, classes: classCount(), onProgress: callback<(examples: number) => void>() };

/**
 * Measures geometric complexity over a whole data set that does not fit in memory, and class by class where there are
 * labels.
 *
 * @remarks Each example has one probe unless `probes` says otherwise: over many examples the errors average out, and a
 * second probe of the same example tells less than another example does. The interval of one probe is for the
 * population that the examples come from. Two numbers are kept of each example.
 *
 * @param f The embedding, as for {@link geometricComplexity}.
 * @param batches Inputs [n, ...], or objects { x, y } of inputs and labels, from an array, a generator or an
 * asynchronous generator.
 * @returns The record of {@link geometricComplexity} over all examples, with the complexity of each class where there
 * are labels. It merges with that of other examples: {@link mergeGeometricComplexities}.
 * @throws InputError where {@link geometricComplexity} throws one, for no batch at all, and for labels on some of the
 * batches only.
 * @example
 * const some = subset(mnist.train, balancedIndices(mnist.train, { count: 40 }));
 * const batches = datasetBatches(some, { batchSize: 20 }); // or a generator of your own
 * const { mean, interval, perClass, count } = await geometricComplexityOfBatches(embedding, batches);
 * count; // 40
 * perClass.length; // 10
 */
export async function geometricComplexityOfBatches(
  f: Embedding,
  batches: Batches<Required<InputBatch>>,
  options?: GeometricComplexityOfBatchesOptions,
): Promise<ComplexityOfBatches & Required<Pick<ComplexityOfBatches, 'perClass'>>>;
export async function geometricComplexityOfBatches(
  f: Embedding,
  batches: Batches<InputBatch | Tensor>,
  options?: GeometricComplexityOfBatchesOptions,
): Promise<ComplexityOfBatches>;
export async function geometricComplexityOfBatches(
  f: Embedding,
  batches: Batches<InputBatch | Tensor>,
  options: GeometricComplexityOfBatchesOptions = {},
): Promise<ComplexityOfBatches> {
  return publicCall('geometricComplexityOfBatches', async () => {
    const { classes, onProgress, ...given } = readOptions(options, OPTIONS);
    const settings = settingsOf(given, 1);
    const map = asFunction(f);
    const random = seededRandom(settings.seed);
    const { confidence, datasetSize } = settings;
    const estimates: Estimate[] = [];
    const labels: number[] = [];
    let [count, labelled] = [0, 0];
    for await (const batch of readBatches<InputBatch | Tensor>('batches', batches, INPUTS)) {
      const { x, y } = isTensor(batch) ? { x: batch, y: undefined } : batch;
      const [estimate] = await estimatesOf((input) => [map(input)], x, settings, f, random);
      if (y !== undefined) {
        for (const label of (await readLabels(y, { n: x.shape[0], classes, name: 'y' })).labels) labels.push(label);
        labelled++;
      }
      estimates.push(estimate);
      count += estimate.count;
      onProgress?.(count);
    }
    const measured = estimates.length;
    if (measured === 0) refuse('batches', 'at least one batch', 'none', 'Look whether a generator was used before.');
    if (labelled !== 0 && labelled !== measured) {
      const got = `labels in ${labelled} of ${measured} batches`;
      refuse('batches', 'all with labels, or all without', got, 'Pass { x, y } throughout.');
    }
    if (classes !== undefined && labelled === 0) {
      throw new InputError('classes', 'come with labels', 'it alone', 'Pass { x, y }, or leave `classes` out.');
    }
    const known = labelled > 0 ? { labels, classes } : {};
    return complexityOf({ estimate: mergeEstimates(estimates), ...known, confidence, datasetSize });
  });
}

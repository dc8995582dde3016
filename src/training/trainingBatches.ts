import { readImageBatch } from '../data/dataset/imageBatch.js';
import { readAhead } from '../data/dataset/readAhead.js';
import { readBatch } from '../data/dataset/readBatch.js';
import { tensorsOf } from '../data/dataset/tensorsOf.js';
import type { Batch, ImageBatch, ImageDataset } from '../data/dataset/types.js';
import { refuse } from '../input/checks.js';

/** How the batches of a training are made. */
interface Making {
  readonly batchSize: number;
  /** Changes each batch before it is normalised. */
  readonly augment: ((batch: ImageBatch, step: number) => ImageBatch) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The number of batches that are read while the step before them is computed. */
const AHEAD = 2;

/**
 * The batches of a training, without end. A batch of which every image was skipped is left out; a set without any image
 * that can be read is refused after a walk through all of it. Whoever takes a batch disposes of its tensor.
 */
export async function* trainingBatches(
  set: ImageDataset,
  order: Generator<Int32Array, never>,
  { batchSize, augment, signal }: Making,
): AsyncGenerator<Batch, never> {
  let step = 0;
  const read = async (indices: Int32Array, giveUp: AbortSignal) => {
    const own = ++step; // others start before this one is read
    const batch = await readBatch(set, indices, { signal: giveUp });
    return augment && batch.labels.length > 0 ? augmented(augment(batch, own), set) : batch;
  };
  let empty = 0;
  for await (const batch of readAhead(order, read, { ahead: AHEAD, signal })) {
    empty = batch.labels.length === 0 ? empty + 1 : 0;
    if (empty * batchSize > set.size) break;
    if (empty === 0) yield tensorsOf(batch, set.normalisation);
  }
  return refuse('data', 'a set with images that can be read', 'none', 'Look at the files that it lists as skipped.');
}

/** Reads what a user made of a batch: images of the same size, of classes of the set. */
function augmented(value: unknown, { shape, classes }: ImageDataset): ImageBatch {
  const name = 'augment(batch)';
  const batch = readImageBatch(value, name);
  if (batch.labels.length === 0) refuse(name, 'of one image at least', 'none', 'Return the batch as it is.');
  if (String(batch.shape.slice(1)) !== String(shape)) {
    const remedy = 'Return images of the size that the data set has.';
    refuse(`${name}.shape`, `[n,${shape}], of images as they came`, `[${batch.shape}]`, remedy);
  }
  const beyond = batch.labels.findIndex((label) => label < 0 || label >= classes);
  if (beyond >= 0) {
    const got = `${batch.labels[beyond]} at index ${beyond}`;
    refuse(`${name}.labels`, `whole numbers from 0 to ${classes - 1}`, got, 'Return the labels as they came.');
  }
  return batch;
}

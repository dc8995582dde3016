import { add, concat, mul, slice, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { refuse } from '../input/checks.js';
import { checkInput } from './embedding.js';
import { type Examples, type Part, partOf } from './examples.js';
import { linearise, type Maps } from './linearisation.js';

/** Bytes of activations that a forward pass may keep, unless told otherwise. */
export const MEMORY = 2 ** 29;
/** Rows below which a pass takes several cotangents: what a kernel call costs by itself is shared. */
const FEW_ROWS = 64;
/** How far the features of one input may differ from batch to batch by rounding, of the largest feature. */
const ROUNDING = 1e-3;

/**
 * Cuts a batch into parts of which no forward pass keeps more than `memory` bytes of activations, and refuses embeddings in which an
 * example's features depend on the examples beside it.
 */
export async function partsOf(maps: Maps, x: Tensor, memory: number): Promise<Part[]> {
  checkInput(x);
  const n = x.shape[0];
  const trial = await tryTwoRows(maps, x);
  const most = trial ? Math.max(1, Math.floor(memory / trial.bytesPerRow)) : n;
  const size = Math.ceil(n / Math.ceil(n / most));
  const parts = Array.from({ length: Math.ceil(n / size) }, (_, i) => {
    const rows = Math.min(size, n - i * size);
    const copies = trial ? Math.max(1, Math.floor(Math.min(most, FEW_ROWS) / rows)) : 1;
    const indices = Int32Array.from({ length: rows }, (_, row) => i * size + row);
    return partOf(maps, x, indices, copies);
  });
  if (!trial) return parts;
  try {
    for (const [k, examples] of parts[0].open().entries()) await checkApart(examples, trial.features[k]);
  } catch (error) {
    parts[0].release();
    throw error;
  }
  return parts;
}

/**
 * The first row's features beside a stranger, and what the tape holds for a row. Undefined for an embedding that takes no two rows:
 * it is then measured in one piece.
 */
async function tryTwoRows(maps: Maps, x: Tensor) {
  const pair = tidy(() => {
    const stranger = add(mul(slice(x, x.shape[0] - 1, 1), 2), 1);
    return concat([slice(x, 0, 1), stranger]);
  });
  try {
    const { outputs, bytes, dispose } = linearise(maps, pair);
    const features = await Promise.all(outputs.map(async (y) => (await y.data()).slice(0, y.size / 2) as Float32Array));
    const sizes = outputs.reduce((sum, { size }) => sum + 4 * size, 0);
    dispose();
    return { features, bytesPerRow: ((Number.isNaN(bytes) ? 0 : bytes) + sizes) / 2 };
  } catch {
    return undefined; // whatever is wrong shows again on x itself
  } finally {
    pair.dispose();
  }
}

/** Refuses features of the first example that are others than beside a stranger. */
async function checkApart({ d, features }: Examples, alone: Float32Array): Promise<void> {
  const values = await features();
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (alone.length !== d || alone.some((value, j) => Math.abs(value - values[j]) > ROUNDING * scale)) {
    const remedy =
      'Batch norm and dropout in training mode do that: call model.apply(x, { training: false }), or pass ' +
      'the LayersModel itself, which is run in inference mode.';
    const got = 'other features for the same input beside other examples';
    refuse('f', 'a map that treats each example on its own', got, remedy);
  }
}

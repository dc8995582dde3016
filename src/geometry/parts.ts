import { slice, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { checkEmbedding, checkFinite, type Trust, tryTwoRows } from './checks/checkEmbedding.js';
import { read } from './checks/reading.js';
import { checkInput } from './embedding.js';
import { type Part, partOf } from './examples.js';
import type { Maps } from './linearisation.js';
import type { Settings } from './options.js';

/** Bytes of activations that a forward pass may keep, unless told otherwise. */
export const MEMORY = 2 ** 29;
/** Rows below which a pass takes several cotangents: what a kernel call costs by itself is shared. */
const FEW_ROWS = 64;
/**
 * Cuts a batch into parts of which no forward pass keeps more than `memory` bytes of activations, and refuses embeddings that
 * have no complexity, or whose gradient is wrong.
 */
export async function partsOf(
  maps: Maps,
  x: Tensor,
  { memory, turn }: Pick<Settings, 'memory' | 'turn'>,
  trust: Trust,
): Promise<Part[]> {
  checkInput(x);
  await read(checkFinite(x), turn);
  const n = x.shape[0];
  const pair = await read(tryTwoRows(maps, x), turn);
  const most = pair ? Math.max(1, Math.floor(memory / pair.bytesPerRow)) : n;
  const size = Math.ceil(n / Math.ceil(n / most));
  const parts = Array.from({ length: Math.ceil(n / size) }, (_, i) => {
    const rows = Math.min(size, n - i * size);
    const copies = pair ? Math.max(1, Math.floor(Math.min(most, FEW_ROWS) / rows)) : 1;
    const indices = Int32Array.from({ length: rows }, (_, row) => i * size + row);
    return partOf(maps, x, indices, copies, turn);
  });
  const [first] = parts;
  const rows = tidy(() => slice(x, 0, size));
  try {
    const features = await Promise.all(first.open().map((examples) => examples.features()));
    const path = first.paths();
    await read(checkEmbedding(maps, rows, features, { ...trust, pair, path, most: pair ? most : 0 }), turn);
  } catch (error) {
    first.release();
    throw error;
  } finally {
    rows.dispose();
  }
  return parts;
}

import { slice, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { checkEmbedding, checkFinite, type Trust } from './checks/checkEmbedding.js';
import { read } from './checks/reading.js';
import { tryTwoRows } from './checks/tryTwoRows.js';
import type { Settings } from './options.js';
import { chunkOf } from './products/chunk.js';
import { checkInput } from './products/embedding.js';
import type { Chunk } from './products/examples.js';
import type { Maps } from './products/linearisation.js';

/** Rows below which a pass takes several cotangents, which then share what a kernel call costs by itself. */
const FEW_ROWS = 64;

/**
 * Cuts a batch into chunks of which no forward pass keeps more than `memory` bytes of activations. An embedding that
 * has no complexity, or whose gradient is wrong, is refused.
 */
export async function chunksOf(
  maps: Maps,
  x: Tensor,
  { memory, turn }: Pick<Settings, 'memory' | 'turn'>,
  trust: Trust,
): Promise<Chunk[]> {
  checkInput(x);
  await read(checkFinite(x), turn);
  const n = x.shape[0];
  const pair = await read(tryTwoRows(maps, x), turn);
  const most = pair ? Math.max(1, Math.floor(memory / pair.bytesPerRow)) : n;
  const size = Math.ceil(n / Math.ceil(n / most));
  const chunks = Array.from({ length: Math.ceil(n / size) }, (_, i) => {
    const rows = Math.min(size, n - i * size);
    const copies = pair ? Math.max(1, Math.floor(Math.min(most, FEW_ROWS) / rows)) : 1;
    const indices = Int32Array.from({ length: rows }, (_, row) => i * size + row);
    return chunkOf(maps, x, indices, copies, turn);
  });
  const [first] = chunks;
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
  return chunks;
}

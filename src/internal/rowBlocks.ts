import { gather, reshape, slice, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** Values of one block, 4 MB in float32: small enough for a processor's cache, large enough to hide the calls. */
const BLOCK_VALUES = 2 ** 20;

/** Some rows of a matrix on the host; valid until the next block. */
export interface RowBlock {
  readonly values: ArrayLike<number>;
  /** Place of the first row in the order of the blocks. */
  readonly start: number;
  readonly rows: number;
}

/** The rows [n, d] of a tensor [n, ...] in the given order, block after block; never all of them at once. */
export async function* rowBlocks(tensor: Tensor, d: number, order: Int32Array): AsyncGenerator<RowBlock> {
  const n = order.length;
  const most = Math.max(1, Math.floor(BLOCK_VALUES / d));
  const inOrder = order.every((index, i) => index === i);
  for (let start = 0; start < n; start += most) {
    const rows = Math.min(most, n - start);
    const block = tidy(() => {
      const matrix = reshape(tensor, [n, d]);
      if (!inOrder) return gather(matrix, order.subarray(start, start + rows)); // [rows, d]
      return rows === n ? matrix : slice(matrix, [start, 0], [rows, d]);
    });
    const values = await block.data();
    block.dispose();
    yield { values, start, rows };
  }
}

/** The order that brings equal labels together, the lowest first, otherwise as they come (counting sort). */
export function orderByLabel(labels: Int32Array, counts: ArrayLike<number>): Int32Array {
  const next = new Int32Array(counts.length);
  for (let c = 1; c < counts.length; c++) next[c] = next[c - 1] + counts[c - 1];
  const order = new Int32Array(labels.length);
  for (let i = 0; i < labels.length; i++) order[next[labels[i]]++] = i;
  return order;
}

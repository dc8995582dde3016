import { type Estimate, mergeEstimates } from './estimators/estimate.js';
import type { Chunk, Examples } from './products/examples.js';

/**
 * Measures every chunk, and merges the estimates into one. Of several chunks only the one under way is held in memory.
 */
export async function overChunks(
  chunks: readonly Chunk[],
  k: number,
  measure: (examples: Examples, index: number) => Promise<Estimate>,
): Promise<Estimate> {
  let merged: Estimate | undefined;
  for (const [i, chunk] of chunks.entries()) {
    const estimate = await measure(chunk.open()[k], i);
    merged = merged ? mergeEstimates(merged, estimate) : estimate;
    if (chunks.length > 1) chunk.release();
  }
  return merged as Estimate;
}

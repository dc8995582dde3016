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
  const estimates: Estimate[] = [];
  for (const [i, chunk] of chunks.entries()) {
    estimates.push(await measure(chunk.open()[k], i));
    if (chunks.length > 1) chunk.release();
  }
  return estimates.length === 1 ? estimates[0] : mergeEstimates(estimates);
}

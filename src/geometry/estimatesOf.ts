import type { Tensor } from '@tensorflow/tfjs-core';
import { type Random, seededRandom } from '../numeric/random.js';
import { chunksOf } from './chunks.js';
import type { Estimate } from './estimators/estimate.js';
import { ESTIMATORS } from './estimators/estimators.js';
import type { Settings } from './options.js';
import { overChunks } from './overChunks.js';
import type { Maps } from './products/linearisation.js';
import { toRelativeError } from './toRelativeError.js';

/**
 * Measures every embedding on a batch, all from one forward pass where memory allows.
 *
 * @param owner what the caller passed as f, which is tested once, while nothing that it is made of changes
 */
export async function estimatesOf(
  maps: Maps,
  x: Tensor,
  settings: Settings,
  owner: object,
  random: Random = seededRandom(settings.seed),
): Promise<Estimate[]> {
  await settings.turn();
  const chunks = await chunksOf(maps, x, settings, { owner, check: settings.check });
  try {
    const estimates: Estimate[] = [];
    const { kind, examples, entries } = settings.estimator;
    const effort = { probes: settings.probes, examples, entries, random };
    for (const k of chunks[0].open().keys()) {
      estimates.push(
        settings.relativeError === undefined
          ? await overChunks(chunks, k, (some) => ESTIMATORS[kind](some, effort))
          : await toRelativeError(chunks, k, settings, random),
      );
    }
    return estimates;
  } finally {
    for (const { release } of chunks) release();
  }
}

import type { Tensor } from '@tensorflow/tfjs-core';
import { type Random, seededRandom } from '../numeric/random.js';
import { ESTIMATORS } from './estimators/estimators.js';
import type { Sample } from './estimators/sample.js';
import type { Maps } from './linearisation.js';
import type { Settings } from './options.js';
import { partsOf } from './parts.js';
import { overParts, toRelativeError } from './toRelativeError.js';

/**
 * Measures every embedding on a batch, all from one forward pass where memory allows.
 *
 * @param owner what the caller passed as f: it is tested once, while nothing it is made of changes
 */
export async function measure(
  maps: Maps,
  x: Tensor,
  settings: Settings,
  owner: object,
  random: Random = seededRandom(settings.seed),
): Promise<Sample[]> {
  await settings.turn();
  const parts = await partsOf(maps, x, settings, { owner, check: settings.check });
  try {
    const samples: Sample[] = [];
    const estimator = ESTIMATORS[settings.method === 'exact' ? 'exact' : settings.estimator];
    for (const k of parts[0].open().keys()) {
      samples.push(
        settings.relativeError === undefined
          ? await overParts(parts, k, (examples) => estimator(examples, { ...settings, random }))
          : await toRelativeError(parts, k, settings, random),
      );
    }
    return samples;
  } finally {
    for (const { release } of parts) release();
  }
}

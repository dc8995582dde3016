import fc from 'fast-check';
import { neuralCollapse } from 'geocollapse';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { mixture } from '../support/mixture.js';

/** Any mixture: 2 to 6 classes of 1 to 12 examples, 1 to 8 dimensions (C > d too), spread from tight to overlapping. */
const mixtures = fc.record({
  counts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 6 }),
  d: fc.integer({ min: 1, max: 8 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
  spread: fc.constantFrom(0.01, 0.3, 1),
});
const runs = { numRuns: 25, seed: 1 };

onEveryBackend('measures of any mixture', () => {
  it('keep their bounds: 0 <= directional CDNV <= CDNV, rank <= min(C - 1, d), shares within 0 and 1', async () => {
    await fc.assert(
      fc.asyncProperty(mixtures, async (input) => {
        const { features, labels, d } = mixture(input);
        const r = await neuralCollapse(features, labels);
        expect(r.nc1).toBeGreaterThanOrEqual(0);
        expect(r.directionalCdnv).toBeGreaterThanOrEqual(0);
        expect(r.directionalCdnv).toBeLessThanOrEqual(r.cdnv! * (1 + 1e-6));
        expect(r.rank).toBeLessThanOrEqual(Math.min(input.counts.length - 1, d));
        expect(r.nearestClassMeanAccuracy).toBeGreaterThanOrEqual(0);
        expect(r.nearestClassMeanAccuracy).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });
});

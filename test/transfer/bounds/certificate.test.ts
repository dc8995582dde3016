import { describe, expect, it } from 'vitest';
import { certificateOfPair } from '../../../src/transfer/bounds/certificate.js';
import { expectClose } from '../../support/close.js';

/** A law of two values on a line: `far` with probability p, else `near`, with mean 0. */
interface TwoPoints {
  readonly p: number;
  readonly far: number;
}

const nearOf = ({ p, far }: TwoPoints) => (-p * far) / (1 - p);
const momentOf = (law: TwoPoints, power: number) => law.p * law.far ** power + (1 - law.p) * nearOf(law) ** power;

/** The probabilities of 0 .. m successes. */
function binomial(m: number, p: number): number[] {
  const shares = [1];
  for (let k = 0; k < m; k++) {
    for (let i = k + 1; i >= 0; i--) shares[i] = (shares[i] ?? 0) * (1 - p) + (i > 0 ? shares[i - 1] * p : 0);
  }
  return shares;
}

/** The means of m examples of a law about a mean, each with its probability. */
const centres = (law: TwoPoints, mean: number, m: number) =>
  binomial(m, law.p).map((share, k) => ({ share, at: mean + nearOf(law) + (k / m) * (law.far - nearOf(law)) }));

/**
 * How often an example about 0 is at least as near to the centre of the class about 1 as to that of its own: each of
 * the outcomes with its probability, so that nothing is simulated.
 */
function errorOf(own: TwoPoints, other: TwoPoints, m: number): number {
  let wrong = 0;
  for (const a of centres(own, 0, m)) {
    for (const b of centres(other, 1, m)) {
      for (const [share, h] of [
        [own.p, own.far],
        [1 - own.p, nearOf(own)],
      ]) {
        if (Math.abs(h - b.at) <= Math.abs(h - a.at)) wrong += share * a.share * b.share;
      }
    }
  }
  return wrong;
}

const pairOf = (own: TwoPoints, other: TwoPoints) => ({
  along: momentOf(own, 2),
  own: momentOf(own, 2),
  other: momentOf(other, 2),
  fourth: momentOf(own, 4) + momentOf(other, 4),
});

describe('the certificate of a pair', () => {
  it('by hand, of one shot: 4 U + (sqrt(4 (V^2 + V / 4)) + sqrt V + sqrt Th)^2 over (1 + difference)^2', () => {
    const [along, own, other, fourth] = [0.1, 0.25, 0.75, 2];
    const centre = Math.sqrt(5) + 1 + Math.sqrt(2);
    expectClose(certificateOfPair({ along, own, other, fourth }, 1), (0.4 + centre ** 2) / 1.5 ** 2, 1e-14);
  });

  const laws: TwoPoints[] = [0.5, 0.2, 0.05, 0.01].flatMap((p) =>
    [0.05, 0.3, 0.6, -0.6, 2, 5].map((far) => ({ p, far })),
  );

  it.each([1, 2, 3, 5, 10, 30])('is above the exact error of every pair of two-point laws at %i shots', (m) => {
    let informative = 0;
    for (const own of laws) {
      for (const other of laws) {
        const error = errorOf(own, other, m);
        const bound = certificateOfPair(pairOf(own, other), m);
        expect(bound >= error, `${JSON.stringify({ own, other, error, bound })}`).toBe(true);
        if (bound < 1 && error > 0) informative++;
      }
    }
    if (m >= 10) expect(informative).toBeGreaterThan(10);
  });

  it('is vacuous where the centre of the own class is further away on average', () => {
    // Var_i - Var_j = 20 at m = 10: the mean of the difference of squared distances is -1.
    const bound = certificateOfPair({ along: 0, own: 20, other: 0, fourth: 400 }, 10);
    expect(bound).toBeGreaterThanOrEqual(40);
    expect(certificateOfPair({ along: 0, own: 10, other: 0, fourth: 100 }, 10)).toBe(Infinity);
  });

  it('tends to four times the directional ratio as shots grow, and is 0 without spread', () => {
    const pair = pairOf({ p: 0.2, far: 0.4 }, { p: 0.5, far: 0.1 });
    const apart = [10, 1e3, 1e5, 1e7].map((m) => certificateOfPair(pair, m) / (4 * pair.along) - 1);
    for (let k = 1; k < apart.length; k++) expect(apart[k]).toBeLessThan(apart[k - 1]);
    expect(apart.at(-1)).toBeLessThan(1e-3);
    expect(certificateOfPair({ along: 0, own: 0, other: 0, fourth: 0 }, 10)).toBe(0);
  });
});

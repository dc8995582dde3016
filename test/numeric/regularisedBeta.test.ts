import { describe, it } from 'vitest';
import { betaQuantile, regularisedBeta } from '../../src/numeric/regularisedBeta.js';
import { expectClose } from '../support/close.js';

describe('the regularised incomplete beta function', () => {
  it('equals values of SciPy, also for parameters of hundreds of thousands', () => {
    for (const [a, b, x, value] of [
      [2, 3, 0.25, 0.26171875],
      [0.5, 0.5, 0.1, 0.20483276469913345],
      [1e5, 2e5, 0.3334, 0.5310411685846465],
    ]) {
      expectClose(regularisedBeta(x, a, b), value, 1e-8);
    }
  });

  it('has quantiles that equal those of SciPy', () => {
    for (const [p, a, b, x] of [
      [0.025, 3, 8, 0.06673951117773447],
      [0.975, 4, 7, 0.6524528500599973],
      [0.025, 200, 1, 0.9817246596448638],
      [0.5, 1e5, 2e5, 0.3333329629625057],
      [0.975, 0.3, 2.5, 0.5798357418144591],
      [0.025, 5000.5, 40000.25, 0.10823308845820469],
      [0.975, 1, 6e5, 6.14811352379581e-6],
    ]) {
      expectClose(betaQuantile(p, a, b), x, 1e-9);
    }
  });
});

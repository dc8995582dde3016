import { regularisedBeta } from './regularisedBeta.js';

/**
 * The quantile of Student's t distribution: half the width of a confidence interval, in standard errors. It bisects the
 * distribution function.
 *
 * @param p The probability, above 0.5 and below 1.
 * @param df The degrees of freedom, any number above 0.
 */
export function studentTQuantile(p: number, df: number): number {
  let high = 1;
  while (studentTCdf(high, df) < p && high < 1e12) high *= 2;
  let low = 0;
  for (let i = 0; i < 200 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2;
    if (studentTCdf(middle, df) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The probability P(T <= t) for t >= 0. */
function studentTCdf(t: number, df: number): number {
  return 1 - 0.5 * regularisedBeta(df / (df + t * t), df / 2, 0.5);
}

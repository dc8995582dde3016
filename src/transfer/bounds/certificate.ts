/** An ordered pair of classes, in units of the distance of their means. */
export interface Pair {
  /** U_ij: the variance of class i along mu_i - mu_j over ||mu_i - mu_j||^2. */
  readonly along: number;
  /** Var_i / ||mu_i - mu_j||^2. */
  readonly own: number;
  /** Var_j / ||mu_i - mu_j||^2. */
  readonly other: number;
  /** (M4_i + M4_j) / ||mu_i - mu_j||^4. */
  readonly fourth: number;
}

/**
 * Bounds how often an example of class i is nearer to a centre of class j than to that of its own, where each centre
 * is the mean of m other examples.
 *
 * It is Chebyshev's inequality for the difference D of the two squared distances: P(D <= 0) <= Var D / (E D)^2. In
 * units of ||mu_i - mu_j||^2, E D is 1 + (Var_j - Var_i) / m. The variance of D is 4 U_ij from the example, and at most
 * (sqrt E1 + sqrt E2 + sqrt E3)^2 from the centres. A pair for which E D is not above 0 has a bound of at least 4 m,
 * which is no less true.
 */
export function certificateOfPair({ along, own, other, fourth }: Pair, shots: number): number {
  const both = own + other;
  const e1 = (4 / shots) * (both ** 2 + both / 4);
  const e2 = both / shots;
  const e3 = (fourth + 2 * (shots - 1) * both ** 2) / shots ** 3;
  const spread = 4 * along + (Math.sqrt(e1) + Math.sqrt(e2) + Math.sqrt(e3)) ** 2;
  return spread / (1 + (other - own) / shots) ** 2;
}

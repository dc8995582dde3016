/** What bounds are computed from: the spread of each class, beside its distances from the others. */
export interface Spreads {
  /** C, at least 2. */
  readonly classes: number;
  /** N_c, [C]. */
  readonly counts: ArrayLike<number>;
  /** Var_c, [C]. */
  readonly variances: ArrayLike<number>;
  /** M4_c = E||h - mu_c||^4, [C]. */
  readonly fourthMoments?: ArrayLike<number>;
  /** What is known where complexities are. It is asked for where no two means are equal. */
  readonly geometry?: () => Geometry;
  /** One class after the other, each with its pairs. */
  readonly pairs: () => Iterable<PairsOfClass> | AsyncIterable<PairsOfClass>;
}

/** Geometric collapse, and the smallest Poincare constant that the data allow. */
export interface Geometry {
  readonly geometricCollapse: number;
  /** It is Infinity where a class has variance and no complexity. */
  readonly poincareRatio: number;
}

/** A class i and each other class j. What stands at j = i is not read. */
export interface PairsOfClass {
  readonly i: number;
  /** ||mu_i - mu_j||^2, [C], 0 where the means are equal. */
  readonly squaredDistances: ArrayLike<number>;
  /** U_ij, the variance of class i along mu_i - mu_j over ||mu_i - mu_j||^2, [C]. */
  readonly ratios: ArrayLike<number>;
}

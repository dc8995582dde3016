/** Counts and means of C classes in d dimensions. */
export interface ClassMeans {
  /** C, the number of classes, those without an example included. */
  readonly classes: number;
  /** d, the number of values in an example's features; 0 before the first example. */
  readonly dimension: number;
  /** N_c, shape [C]. */
  readonly counts: Float64Array;
  /** mu_c, shape [C, d], row-major; zeros for a class without examples. */
  readonly means: Float64Array;
}

/**
 * Everything that the neural-collapse measures need to know of a set of labelled features, as a plain value:
 * counts, means and squared deviations of C classes in d dimensions. All float64, nothing to dispose.
 *
 * Memory is O(C d), and O(d^2) more with the scatter, whatever the number of examples.
 */
export interface ClassStatistics extends ClassMeans {
  /** Sum over the class of ||h - mu_c||^2, shape [C]. */
  readonly squaredDeviations: Float64Array;
  /** Sum over all examples of (h - mu_y)(h - mu_y)^T, shape [d, d]; only with the option `scatter`. */
  readonly withinClassScatter?: Float64Array;
  /**
   * `true` where some of the scatter's products are of float32: its entries are rounded to about 2^-22 of the largest, which hides what
   * happens in directions of small spread. Measures that this would falsify say so. Absent where all is float64.
   */
  readonly float32Scatter?: true;
}

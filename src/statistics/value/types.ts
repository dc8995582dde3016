/** The counts and means of C classes in d dimensions: all that measures of the class means need. */
export interface ClassMeans {
  /** The number of classes, C. Those without an example count, too. */
  readonly classes: number;
  /** The number of values in an example's features, d. It is 0 before the first example. */
  readonly dimension: number;
  /** The number of examples of each class, N_c, shape [C]. */
  readonly counts: Float64Array;
  /** The mean of each class, mu_c, shape [C, d], row-major. A class without examples has zeros. */
  readonly means: Float64Array;
}

/**
 * All that most measures of neural collapse need to know of a set of labelled features, as a plain value that merges:
 * counts, means and squared deviations of C classes in d dimensions, in float64.
 *
 * @remarks It takes O(C d) memory, and O(d^2) more with the scatter, whatever the number of examples. There is nothing
 * to dispose of.
 */
export interface ClassStatistics extends ClassMeans {
  /** The sum of ||h - mu_c||^2 over the examples of each class, shape [C]. */
  readonly squaredDeviations: Float64Array;
  /** The sum of (h - mu_y)(h - mu_y)^T over all examples, shape [d, d]. It is there only with the option `scatter`. */
  readonly withinClassScatter?: Float64Array;
  /**
   * Whether some of the products in the scatter were float32, which rounds its entries to approximately 2^-22 of the
   * largest and hides what happens in directions of small spread. Measures that this would falsify say so. It is absent
   * where all products were float64.
   */
  readonly float32Scatter?: true;
}

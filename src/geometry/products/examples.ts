/** Some examples and their embedding, as an estimator sees them: cotangents in, squares out. */
export interface Examples {
  /** Examples. */
  readonly n: number;
  /** Entries of an embedding. */
  readonly d: number;
  /** Entries of an input. */
  readonly p: number;
  /** Whether an output of 0 proves that its whole row of the Jacobian is 0. */
  readonly zeroMeansDead: boolean;
  /** [n, d] */
  features(): Promise<Float32Array>;
  /**
   * ||J_i^T v_i||^2 of each example, [n], for each of `count` cotangents v [n, d]; or, where `columns` are given,
   * the squares of these entries of J_i^T v_i, [n, columns.length]. Small batches take several cotangents in one pass.
   */
  squares(
    count: number,
    cotangents: Iterable<Float32Array>,
    columns?: Int32Array,
  ): AsyncGenerator<Float32Array | Float64Array>;
  /** Some of them, by their indices; to be released after use. */
  only(indices: Int32Array): Chunk;
}

/** Rows of a batch that go through the network together, with all embeddings of them. */
export interface Chunk {
  /** One for each embedding; the forward pass runs now if it has not yet, or has been released. */
  open(): Examples[];
  release(): void;
}

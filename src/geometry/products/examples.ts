/**
 * Some examples and one embedding of them, as an estimator sees them: it passes cotangents v and receives squares of
 * J^T v.
 */
export interface Examples {
  /** Number of examples. */
  readonly n: number;
  /** Number of entries of an example's embedding. */
  readonly d: number;
  /** Number of entries of an example's input. */
  readonly p: number;
  /** Whether an output of 0 proves that its whole row of the Jacobian is 0. */
  readonly zeroMeansDead: boolean;
  /** The features [n, d], row by row. */
  features(): Promise<Float32Array>;
  /**
   * Runs the embedding backward for each of `count` cotangents v [n, d], and yields for each ||J_i^T v_i||^2 of every
   * example, [n].
   *
   * @param columns where they are given, the squares of these entries of J_i^T v_i, [n, columns.length], are yielded in
   * place of the norms
   */
  squares(
    count: number,
    cotangents: Iterable<Float32Array>,
    columns?: Int32Array,
  ): AsyncGenerator<Float32Array | Float64Array>;
  /** Some of these examples, by their indices. The caller releases them after use. */
  only(indices: Int32Array): Chunk;
}

/** Rows of a batch that go through the network together, with every embedding of them. */
export interface Chunk {
  /** The examples under each embedding. The forward pass runs here unless it is still held. */
  open(): Examples[];
  /** Disposes of the forward pass. */
  release(): void;
}

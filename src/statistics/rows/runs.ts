/**
 * Cuts the rows of each class into runs of up to `length` rows. It returns the run of each row, and the class of each
 * run.
 */
export function runsOf(labels: Int32Array, classes: number, length: number): { runs: Int32Array; classOf: number[] } {
  const current = new Int32Array(classes).fill(-1);
  const filled = new Int32Array(classes);
  const classOf: number[] = [];
  const runs = labels.map((label) => {
    if (filled[label]++ % length === 0) current[label] = classOf.push(label) - 1;
    return current[label];
  });
  return { runs, classOf };
}

/** Indices of the first and the last row of each class that has any. */
export function firstAndLast(labels: Int32Array, classes: number): Int32Array {
  const first = new Int32Array(classes).fill(-1);
  const last = new Int32Array(classes).fill(-1);
  for (let row = 0; row < labels.length; row++) {
    if (first[labels[row]] < 0) first[labels[row]] = row;
    last[labels[row]] = row;
  }
  return Int32Array.from([...first, ...last].filter((row) => row >= 0));
}

/** Adds each row of values [, d] to the sums [C, d] of its class. */
export function addRows(sums: Float64Array, values: Float32Array, classOf: readonly number[], d: number): void {
  for (let row = 0; row < classOf.length; row++) {
    const to = classOf[row] * d;
    for (let j = 0; j < d; j++) sums[to + j] += values[row * d + j];
  }
}

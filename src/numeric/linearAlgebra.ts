/**
 * The dot product of two runs of `length` values. It keeps four sums, since an addition to a single sum would have to
 * wait for the one before it.
 */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>, length: number, aStart = 0, bStart = 0): number {
  const whole = length - (length % 4);
  let [s, t, u, v] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    s += a[aStart + i] * b[bStart + i];
    t += a[aStart + i + 1] * b[bStart + i + 1];
    u += a[aStart + i + 2] * b[bStart + i + 2];
    v += a[aStart + i + 3] * b[bStart + i + 3];
  }
  for (let i = whole; i < length; i++) s += a[aStart + i] * b[bStart + i];
  return s + t + (u + v);
}

/** The transpose of a matrix [rows, columns]. */
export function transpose(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j];
  return result;
}

/**
 * Eigenvalues of a symmetric matrix [size, size], the largest first. The matrix is reduced to tridiagonal form by
 * Householder reflections, and then diagonalised by QL steps with implicit shifts. That takes some 4/3 size^3
 * operations.
 *
 * @param matrix The matrix, row-major. Only its lower triangle is read, and it is not changed.
 * @param size The number of rows.
 * @see Golub and Van Loan, "Matrix computations", sections 8.3.1 and 8.3.4
 */
export function symmetricEigenvalues(matrix: Float64Array, size: number): Float64Array {
  let largest = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) largest = Math.max(largest, Math.abs(matrix[i * size + j]));
  }
  // Divided by a power of two, which rounds nothing, so that products of entries stay within float64 whatever their
  // size.
  const scale = largest === 0 ? 1 : 2 ** Math.floor(Math.log2(largest));
  const { diagonal, beside } = tridiagonalise(
    matrix.map((value) => value / scale),
    size,
  );
  diagonaliseTridiagonal(diagonal, beside);
  return diagonal
    .sort()
    .reverse()
    .map((value) => value * scale);
}

/** The largest number of steps for one eigenvalue. Two or three are usual. */
const MOST_STEPS = 60;

/**
 * The diagonal and the subdiagonal of a tridiagonal matrix with the eigenvalues of `a`, whose lower triangle is
 * overwritten.
 */
function tridiagonalise(a: Float64Array, size: number) {
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size); // beside[k] couples k and k + 1
  const v = new Float64Array(size);
  const p = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    diagonal[k] = a[k * size + k];
    if (k + 1 >= size) break;
    // The reflection I - beta v v^T that takes column k below the diagonal to a multiple of its first unit vector.
    let largest = 0;
    for (let i = k + 1; i < size; i++) largest = Math.max(largest, Math.abs(a[i * size + k]));
    if (largest === 0) continue;
    let squares = 0;
    for (let i = k + 1; i < size; i++) {
      v[i] = a[i * size + k] / largest;
      squares += v[i] * v[i];
    }
    const norm = v[k + 1] > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    beside[k] = norm * largest;
    const beta = 1 / (squares - norm * v[k + 1]);
    v[k + 1] -= norm;
    // p = beta A v from the lower triangle alone, each entry of which serves twice.
    p.fill(0, k + 1);
    for (let i = k + 1; i < size; i++) {
      let sum = 0;
      for (let j = k + 1; j < i; j++) {
        const entry = a[i * size + j];
        sum += entry * v[j];
        p[j] += entry * v[i];
      }
      p[i] += sum + a[i * size + i] * v[i];
    }
    let product = 0;
    for (let i = k + 1; i < size; i++) product += p[i] * v[i];
    // A - v w^T - w v^T with w = beta p - (beta^2 p . v / 2) v.
    const half = (beta * beta * product) / 2;
    for (let i = k + 1; i < size; i++) p[i] = beta * p[i] - half * v[i];
    for (let i = k + 1; i < size; i++) {
      for (let j = k + 1; j <= i; j++) a[i * size + j] -= v[i] * p[j] + p[i] * v[j];
    }
  }
  return { diagonal, beside };
}

/** Leaves the eigenvalues of a symmetric tridiagonal matrix in `diagonal`, in no order. */
function diagonaliseTridiagonal(diagonal: Float64Array, beside: Float64Array): void {
  const size = diagonal.length;
  // An entry counts as zero once it is at the rounding error of the whole matrix, which the reduction has left
  // everywhere. Compared with its two neighbours on the diagonal it would never be small where many eigenvalues are
  // zero, since those neighbours are rounding errors themselves.
  let negligible = 0;
  for (let i = 0; i < size; i++) negligible = Math.max(negligible, Math.abs(diagonal[i]) + Math.abs(beside[i]));
  negligible *= Number.EPSILON;
  for (let low = 0; low < size; low++) {
    for (let turn = 0; ; turn++) {
      let high = low;
      while (high + 1 < size && Math.abs(beside[high]) > negligible) high++;
      if (high === low) break;
      if (turn === MOST_STEPS) throw new Error('symmetricEigenvalues: no convergence; is the matrix finite?');
      // Wilkinson's shift, then one sweep of rotations from the bottom up.
      const difference = (diagonal[low + 1] - diagonal[low]) / (2 * beside[low]);
      const root = Math.hypot(difference, 1);
      let g = diagonal[high] - diagonal[low] + beside[low] / (difference + (difference >= 0 ? root : -root));
      let [sine, cosine, moved] = [1, 1, 0];
      let i = high - 1;
      for (; i >= low; i--) {
        const f = sine * beside[i];
        const b = cosine * beside[i];
        const length = Math.hypot(f, g);
        beside[i + 1] = length;
        if (length === 0) {
          diagonal[i + 1] -= moved;
          break;
        }
        sine = f / length;
        cosine = g / length;
        g = diagonal[i + 1] - moved;
        const r = (diagonal[i] - g) * sine + 2 * cosine * b;
        moved = sine * r;
        diagonal[i + 1] = g + moved;
        g = cosine * r - b;
      }
      if (i >= low) {
        beside[high] = 0;
        continue;
      }
      diagonal[low] -= moved;
      beside[low] = g;
      beside[high] = 0;
    }
  }
}

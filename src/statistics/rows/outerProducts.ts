/**
 * Adds r r^T of the residuals r = h - mu_y of rows to the lower triangle of the scatter. Four rows are taken at a time,
 * so that each sum that is read serves four products.
 */
export function addOuterProducts(
  scatter: Float64Array,
  rows: Float32Array,
  labels: Int32Array,
  means: Float64Array,
  d: number,
): void {
  const residuals = new Float64Array(4 * d); // rows beyond the last one stay zero, and add nothing
  for (let from = 0; from < labels.length; from += 4) {
    for (let k = 0; k < 4; k++) {
      const row = from + k;
      const mean = row < labels.length ? labels[row] * d : 0;
      for (let j = 0; j < d; j++) residuals[k * d + j] = row < labels.length ? rows[row * d + j] - means[mean + j] : 0;
    }
    addFour(scatter, residuals, d);
  }
}

/** Adds r r^T of four rows r [4, d] to the lower triangle. */
function addFour(scatter: Float64Array, residuals: Float64Array, d: number): void {
  for (let i = 0; i < d; i++) {
    const p = residuals[i];
    const q = residuals[d + i];
    const r = residuals[2 * d + i];
    const s = residuals[3 * d + i];
    for (let j = 0; j <= i; j++) {
      scatter[i * d + j] +=
        p * residuals[j] + q * residuals[d + j] + (r * residuals[2 * d + j] + s * residuals[3 * d + j]);
    }
  }
}

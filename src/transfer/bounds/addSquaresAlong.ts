/**
 * Adds (r . (mu_c - mu_y))^2 of residuals of class y to the sums [C], where `along` has r . mu_c of each, [rows, C]. It
 * is a function of plain arrays, since loops within an asynchronous function are slow.
 */
export function addSquaresAlong(along: Float64Array, y: number, sums: Float64Array): void {
  const classes = sums.length;
  for (let from = 0; from < along.length; from += classes) {
    const own = along[from + y];
    for (let c = 0; c < classes; c++) sums[c] += (along[from + c] - own) ** 2;
  }
}

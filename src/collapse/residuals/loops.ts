/**
 * The loops of a pass over rows. They are functions of plain arrays and numbers, since within an asynchronous function
 * they took three times as long.
 */

/** Writes the first values of some rows [rows, width], minus `shift`. */
export function subtract(
  rows: Float32Array | Float64Array,
  width: number,
  members: Int32Array,
  shift: Float64Array,
  into: Float32Array | Float64Array,
): void {
  const length = shift.length;
  for (let k = 0; k < members.length; k++) {
    const at = members[k] * width;
    const to = k * length;
    for (let j = 0; j < length; j++) into[to + j] = rows[at + j] - shift[j];
  }
}

/** Adds up the values of some rows [rows, width], those of each column times a factor of its own. */
export function weightedSum(rows: Float32Array | Float64Array, factors: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < rows.length; at += factors.length) {
    for (let j = 0; j < factors.length; j++) sum += rows[at + j] * factors[j];
  }
  return sum;
}

/**
 * Finds for some rows [rows, width] the index, counted from column `start`, at which the sum with `other` is largest.
 */
export function largestSums(
  rows: Float32Array | Float64Array,
  width: number,
  start: number,
  members: Int32Array,
  other: Float64Array,
  into: Int32Array,
): void {
  for (let k = 0; k < members.length; k++) {
    const at = members[k] * width + start;
    let chosen = 0;
    let largest = -Infinity;
    for (let c = 0; c < other.length; c++) {
      const value = rows[at + c] + other[c];
      if (value > largest) {
        largest = value;
        chosen = c;
      }
    }
    into[k] = chosen;
  }
}

/**
 * Finds for rows of class y, given as r . mu_c [rows, C], the class c of the nearest mean, for which ||mu_c - mu_y||^2
 * / 2 - r . (mu_c - mu_y) is least. It also adds (r . (mu_c - mu_y))^2 to `squaresAlong` [C].
 */
export function nearestMeans(
  rows: Float32Array | Float64Array,
  y: number,
  half: Float64Array,
  squaresAlong: Float64Array,
  into: Int32Array,
): void {
  const classes = half.length;
  for (let at = 0, k = 0; at < rows.length; at += classes, k++) {
    const own = rows[at + y];
    let nearest = 0;
    let least = Infinity;
    for (let c = 0; c < classes; c++) {
      const component = rows[at + c] - own;
      squaresAlong[c] += component * component;
      const score = half[c] - component;
      if (score < least) {
        least = score;
        nearest = c;
      }
    }
    into[k] = nearest;
  }
}

/** The sum over c of squares_c / distance_c^2, where the quotient of no squares is 0, which is its limit. */
export function sumOfQuotients(squares: Float64Array, distances: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < squares.length; c++) {
    if (squares[c] > 0) sum += squares[c] / distances[c] / distances[c];
  }
  return sum;
}

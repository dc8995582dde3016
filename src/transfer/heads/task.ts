import { refuse } from '../../input/checks.js';
import { dot } from '../../numeric/linearAlgebra.js';

/** Where the rows of episodes come from. */
export interface RowSource {
  /** Features [n, d], row-major. */
  readonly values: ArrayLike<number>;
  readonly d: number;
  /** What is subtracted from each row, [d]. */
  readonly centre?: Float64Array;
  /** What each row is multiplied by after that, [n]. */
  readonly factors?: Float64Array;
}

/** The features of an episode in float64, minus the mean of its support rows. */
export interface Task {
  /** The number of classes, N. */
  readonly ways: number;
  /** The number of support rows of each class, K. */
  readonly shots: number;
  readonly d: number;
  /** Support rows minus `mean`, class by class, [N K, d]. */
  readonly support: Float64Array;
  /** Queries minus `mean`, class by class, [N Q, d]. */
  readonly queries: Float64Array;
  /** The mean of the support rows, [d]. */
  readonly mean: Float64Array;
}

/** Values outside of these are refused, since their squares are 0 or infinite, or come close. */
export const [LEAST, MOST] = [2 ** -300, 2 ** 300];

/**
 * Gathers the rows of an episode. They come as differences from their mean, so that an offset that all features share
 * costs no digits in any product.
 */
export function gatherTask(
  source: RowSource,
  { support, queries }: { support: Int32Array; queries: Int32Array },
  { ways, shots }: Pick<Task, 'ways' | 'shots'>,
): Task {
  const { d } = source;
  const origin = rowsAt(source, support.subarray(0, 1), new Float64Array(d)); // equal rows have no deviation at all
  const mean = meanOfRows(rowsAt(source, support, origin), d);
  for (let j = 0; j < d; j++) mean[j] += origin[j];
  const task = { ways, shots, d, mean, support: rowsAt(source, support, mean), queries: rowsAt(source, queries, mean) };
  checkRange(task.support);
  return task;
}

/** Rows of the source minus an origin, [indices, d]. */
function rowsAt({ values, d, centre, factors }: RowSource, indices: Int32Array, origin: Float64Array): Float64Array {
  const rows = new Float64Array(indices.length * d);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i] * d;
    const to = i * d;
    const factor = factors ? factors[indices[i]] : 1;
    if (!centre) for (let j = 0; j < d; j++) rows[to + j] = values[from + j] * factor - origin[j];
    else for (let j = 0; j < d; j++) rows[to + j] = (values[from + j] - centre[j]) * factor - origin[j];
  }
  return rows;
}

/** The mean of rows [n, d]. */
export function meanOfRows(rows: Float64Array, d: number): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0; i < rows.length; i += d) for (let j = 0; j < d; j++) mean[j] += rows[i + j];
  return mean.map((sum) => (sum * d) / rows.length);
}

/**
 * The length of a row [n, d] that is nothing but rounding errors of the others. It leaves room for what orthogonalising
 * a row against all others rounds, so that no direction is made of that.
 */
export function negligibleLength(rows: Float64Array, d: number): number {
  let largest = 0;
  for (let at = 0; at < rows.length; at += d) largest = Math.max(largest, dot(rows, rows, d, at, at));
  return 16 * Number.EPSILON * Math.sqrt((largest * rows.length) / d);
}

function checkRange(deviations: Float64Array): void {
  let largest = 0;
  for (const deviation of deviations) if (Math.abs(deviation) > largest) largest = Math.abs(deviation);
  if (largest === 0 || (largest >= LEAST && largest <= MOST)) return;
  const expected = `such that examples differ by ${LEAST.toPrecision(1)} to ${MOST.toPrecision(1)}`;
  refuse('features', expected, `a difference of ${largest.toPrecision(2)}`, 'Multiply them by a constant.');
}

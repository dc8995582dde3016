import { permutation, seededRandom } from '../../src/numeric/random.js';
import type { ExactInput } from './exactInput.js';
import { byRow, exactRotation, transposed } from './exactRotation.js';

/** Why a value obeys no law under a move. */
export interface NoLaw {
  readonly why: string;
}
/** A value is multiplied by the factor of the move to this power; or it is not, and why. */
export type Power = number | NoLaw;

/** What becomes of a value when the features move. Their order never matters, and needs no entry. */
export interface Laws {
  /**
   * What the value is listed by, and so goes along when classes get other numbers; `'names'` lists a class for each
   * class.
   */
  readonly per: 'whole' | 'class' | 'pair' | 'names';
  /** Rotating the features: nothing; rows of d values turn with them; a [d, d] matrix A becomes R^T A R. */
  readonly rotation: 'same' | 'rows' | 'matrix';
  /** Adding a vector t to all features: nothing; t is added to each row. */
  readonly offset: 'same' | 'rows' | NoLaw;
  /** Multiplying the features by s. */
  readonly scale: Power;
  /** Multiplying the residuals h - mu_y alone. */
  readonly spread: Power;
  /** Repeating every example k times. */
  readonly copies: Power;
  /**
   * Rounding that is allowed, relative to the largest value, or to 1 where the value is a difference of numbers of that
   * size.
   */
  readonly rounding: readonly [tolerance: number, size?: 1];
}

/** An input after a move, and what becomes of a value by its laws. */
export interface Move {
  readonly input: ExactInput;
  readonly becomes: (value: Float64Array, laws: Laws) => Float64Array | NoLaw;
}

export const isNoLaw = (law: unknown): law is NoLaw => typeof law === 'object' && law !== null && 'why' in law;

/** `value` times factor^power. */
export const times = (value: Float64Array, factor: number, power: Power): Float64Array | NoLaw =>
  isNoLaw(power) ? power : value.map((x) => x * factor ** power);

const unchanged = (value: Float64Array) => value;

/** The examples in this order, some more than once. */
const taken = (input: ExactInput, order: ArrayLike<number>): ExactInput => ({
  ...input,
  labels: Array.from(order, (i) => input.labels[i]),
  values: Float64Array.from(
    Array.from(order).flatMap((i) => [...input.values.subarray(i * input.d, (i + 1) * input.d)]),
  ),
});

/** Class c gets the number names[c]. */
function renamed(input: ExactInput, names: Int32Array): Move {
  const { classes } = input;
  const byClass = (value: Float64Array) => {
    const width = value.length / classes;
    const moved = new Float64Array(value.length);
    for (let c = 0; c < classes; c++) moved.set(value.subarray(c * width, (c + 1) * width), names[c] * width);
    return moved;
  };
  const { labels, centres, weights, bias, complexities } = input;
  const [movedCentres, w, b, gc] = [centres, weights, bias, complexities].map(byClass);
  const moved = {
    ...input,
    labels: labels.map((y) => names[y]),
    centres: movedCentres,
    weights: w,
    bias: b,
    complexities: gc,
  };
  return {
    input: moved,
    becomes: (value, { per }) => {
      if (per === 'whole') return value;
      if (per === 'names') return byClass(value.map((c) => names[c]));
      return per === 'class' ? byClass(value) : byClass(byRow(value, classes, byClass));
    },
  };
}

function scaled(input: ExactInput, factor: number): Move {
  const [values, centres, bias] = [input.values, input.centres, input.bias].map((some) => some.map((x) => x * factor));
  const complexities = input.complexities.map((gc) => gc * factor ** 2);
  return {
    input: { ...input, values, centres, bias, complexities },
    becomes: (value, { scale }) => times(value, factor, scale),
  };
}

/**
 * The classifier and the complexities go along: logits and the order of distances stay, and GC is that of the moved
 * embedding.
 */
export const MOVES: Record<string, (input: ExactInput) => Move> = {
  'another order of the examples': (input) => ({
    input: taken(input, permutation(input.labels.length, seededRandom(11))),
    becomes: unchanged,
  }),
  'other numbers for the classes': (input) => renamed(input, permutation(input.classes, seededRandom(12))),
  'a rotation of the features': (input) => {
    const turn = exactRotation(input.d, 13);
    const matrix = (a: Float64Array) => transposed(turn(transposed(turn(a), input.d)), input.d);
    const [values, centres, weights] = [input.values, input.centres, input.weights].map(turn);
    return {
      input: { ...input, values, centres, weights },
      becomes: (value, laws) => ({ same: unchanged, rows: turn, matrix })[laws.rotation](value),
    };
  },
  'features three times as large': (input) => scaled(input, 3),
  'features of size 2^40': (input) => scaled(input, 2 ** 40),
  'features of size 2^-40': (input) => scaled(input, 2 ** -40),
  'an offset of the features': (input) => {
    const t = Float64Array.from({ length: input.d }, (_, j) => input.far * [2, -1, 0, 1][j % 4]);
    const plus = (matrix: Float64Array) => byRow(matrix, input.d, (row) => row.map((x, j) => x + t[j]));
    const [values, centres] = [input.values, input.centres].map(plus);
    const bias = input.bias.map((b, c) => t.reduce((sum, x, j) => sum - x * input.weights[c * input.d + j], b));
    return {
      input: { ...input, values, centres, bias },
      becomes: (value, { offset }) => (isNoLaw(offset) ? offset : { same: unchanged, rows: plus }[offset](value)),
    };
  },
  'a quarter of the spread': (input) => {
    const { d, labels, centres } = input;
    const values = byRow(input.values, d, (row, i) =>
      row.map((x, j) => centres[labels[i] * d + j] + (x - centres[labels[i] * d + j]) / 4),
    );
    return { input: { ...input, values }, becomes: (value, { spread }) => times(value, 1 / 4, spread) };
  },
  'every example three times': (input) => ({
    input: taken(
      input,
      Array.from({ length: 3 * input.labels.length }, (_, k) => k % input.labels.length),
    ),
    becomes: (value, { copies }) => times(value, 3, copies),
  }),
};

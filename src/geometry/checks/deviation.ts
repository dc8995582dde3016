/**
 * How far differences of features are from what a gradient says, as shares of the gradient: root mean squares over
 * examples.
 */
export interface Deviation {
  /** The size of <v, f(x + u) - f(x - u)> / 2 - <g, u>. */
  readonly off: number;
  /**
   * The size of <v, f(x + u) + f(x - u) - 2 f(x)> / 2: what is not a straight line within the step. Kinks, curvature
   * and rounding make it as large as they make `off`, or larger. A wrong gradient does not.
   */
  readonly bent: number;
  /** What rounding of the features adds to either. */
  readonly rounding: number;
}

/**
 * Features at points x, x + u_0, x - u_0, x + u_1, ... of m rows with p entries each, and a gradient g of <v, f> at x.
 */
export interface Evaluated {
  readonly points: readonly Float32Array[];
  /** [embedding][point], m . d each. */
  readonly values: readonly (readonly Float32Array[])[];
  readonly cotangents: readonly Float32Array[];
  /** g [m, p] */
  readonly gradient: Float64Array;
  /** ||g_i|| */
  readonly lengths: readonly number[];
  /** ||f_i|| */
  readonly heights: readonly number[];
  readonly m: number;
  readonly p: number;
}

/** Rounding of a forward pass in float32 as a share of the size of features, seen on the networks of bench/geometry. */
const ROUNDING = 3e-7;

/**
 * How far differences along some of the directions are from the gradient.
 *
 * @param unit the length of a direction over the length that its part along the gradient is expected to have
 */
export function deviationAlong(evaluated: Evaluated, directions: readonly number[], unit: number): Deviation {
  const { points, gradient, lengths, heights, m, p } = evaluated;
  let [off, bent, rounding, scale] = [0, 0, 0, 0];
  for (const direction of directions) {
    const [base, plus, minus] = [points[0], points[1 + 2 * direction], points[2 + 2 * direction]];
    for (let i = 0; i < m; i++) {
      // <g, u> of the step that float32 makes of u, which need not be as long forwards as backwards
      let [told, crooked, squares] = [0, 0, 0];
      for (let j = i * p; j < (i + 1) * p; j++) {
        const u = (plus[j] - minus[j]) / 2;
        told += gradient[j] * u;
        crooked += gradient[j] * ((plus[j] + minus[j]) / 2 - base[j]);
        squares += u * u;
      }
      if (squares === 0) continue;
      const { moved, curved } = change(evaluated, direction, i);
      off += (moved - told) ** 2 / squares;
      bent += (curved - crooked) ** 2 / squares;
      rounding += (ROUNDING * heights[i]) ** 2 / squares;
      scale += lengths[i] ** 2;
    }
  }
  const size = scale > 0 ? Math.sqrt(scale) / unit : 1; // of a gradient of 0: in units of v and x
  return { off: Math.sqrt(off) / size, bent: Math.sqrt(bent) / size, rounding: Math.sqrt(rounding) / size };
}

/** Half of <v, f(x + u) - f(x - u)>, and of <v, f(x + u) + f(x - u) - 2 f(x)>, of example i. */
function change({ values, cotangents, m }: Evaluated, direction: number, i: number) {
  let [moved, curved] = [0, 0];
  for (const [k, v] of cotangents.entries()) {
    const [zero, up, down] = [values[k][0], values[k][1 + 2 * direction], values[k][2 + 2 * direction]];
    const d = v.length / m;
    for (let j = i * d; j < (i + 1) * d; j++) {
      moved += (v[j] * (up[j] - down[j])) / 2;
      curved += (v[j] * (up[j] - zero[j] + (down[j] - zero[j]))) / 2;
    }
  }
  return { moved, curved };
}

/** The Euclidean norm of a stretch. */
export function norm(values: ArrayLike<number>, start: number, length: number): number {
  let squares = 0;
  for (let j = start; j < start + length; j++) squares += values[j] * values[j];
  return Math.sqrt(squares);
}

/** The largest absolute value of a stretch. */
export function largest(values: ArrayLike<number>, start: number, length: number): number {
  let most = 0;
  for (let j = start; j < start + length; j++) most = Math.max(most, Math.abs(values[j]));
  return most;
}

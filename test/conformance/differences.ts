import { type Plain, size } from './plain.js';

type Function64 = (...inputs: Plain[]) => Plain;

/** Moves one entry. */
function moved(x: Plain, index: number, step: number): Plain {
  const values = x.values.slice();
  values[index] += step;
  return { shape: x.shape, values };
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** Gradient of `value` in one of the inputs, by central differences in float64. */
function gradient(value: (...inputs: Plain[]) => number, inputs: Plain[], which: number, step = 1e-5): Float64Array {
  return Float64Array.from({ length: size(inputs[which].shape) }, (_, i) => {
    const at = (sign: number) => value(...inputs.map((x, j) => (j === which ? moved(x, i, sign * step) : x)));
    return (at(1) - at(-1)) / (2 * step);
  });
}

/** Gradients of <f(inputs), cotangent> in every input. */
export function gradients(f: Function64, inputs: Plain[], cotangent: Float64Array): Float64Array[] {
  return inputs.map((_, which) => gradient((...moving) => dot(f(...moving).values, cotangent), inputs, which));
}

/** Gradient in the first input of the squared norm of the gradient of the sum of f^2: 2 H s, with s that gradient. */
export function secondGradient(f: Function64, [x, ...rest]: Plain[]): Float64Array {
  const slope = (at: Plain) =>
    gradient((moving) => f(moving, ...rest).values.reduce((s, v) => s + v * v, 0), [at], 0, 1e-4);
  const s = slope(x);
  const step = 1e-3 / s.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const along = (sign: number) => slope({ shape: x.shape, values: x.values.map((v, i) => v + sign * step * s[i]) });
  const [ahead, behind] = [along(1), along(-1)];
  return s.map((_, i) => (ahead[i] - behind[i]) / step);
}

import { addN, concat, reshape, slice, type Tensor, zeros } from '@tensorflow/tfjs-core';

export type Five = [number, number, number, number, number];

/**
 * How windows lie along one axis: how many, how far apart, how long, and how much padding is before and after the
 * entries.
 */
export interface Axis {
  inputs: number;
  outputs: number;
  stride: number;
  taps: number;
  before: number;
  after: number;
}

/**
 * The windows along an axis by the formula of TensorFlow. `computeConv3DInfo` and `computePool3DInfo` (4.22.0) compute
 * a negative padding where a stride is wider than the window and the padding is 'same', and so begin in the wrong
 * place.
 */
export function axisOf(inputs: number, taps: number, stride: number, pad: unknown): Axis {
  if (typeof pad === 'number') {
    const outputs = Math.floor((inputs + 2 * pad - taps) / stride) + 1;
    return { inputs, outputs, stride, taps, before: pad, after: pad };
  }
  if (pad === 'valid')
    return { inputs, outputs: Math.floor((inputs - taps) / stride) + 1, stride, taps, before: 0, after: 0 };
  const outputs = Math.ceil(inputs / stride);
  const around = Math.max(0, (outputs - 1) * stride + taps - inputs);
  return { inputs, outputs, stride, taps, before: Math.floor(around / 2), after: Math.ceil(around / 2) };
}

/** One number for every axis, or one for each. */
export const triple = (value: unknown): [number, number, number] =>
  (Array.isArray(value) ? value : [value ?? 1, value ?? 1, value ?? 1]) as [number, number, number];

/** The padding of height and width, in the form that 2-D kernels take. */
export const sides = (height: Axis, width: Axis): [number, number][] => [
  [0, 0],
  [height.before, height.after],
  [width.before, width.after],
  [0, 0],
];

/**
 * The frames that tap k of every window sees: x [n, d, h, w, c] -> [n od, h, w, c]. They are zero outside of the
 * volume.
 */
export function framesOfTap(x: Tensor, { outputs, stride, before, inputs }: Axis, tap: number): Tensor {
  const [n, , ...frame] = x.shape;
  const frames = Array.from({ length: outputs }, (_, o) => {
    const at = o * stride + tap - before;
    return at < 0 || at >= inputs ? zeros([n, 1, ...frame]) : slice(x, [0, at, 0, 0, 0], [n, 1, ...frame]);
  });
  return reshape(concat(frames, 1), [n * outputs, ...frame]);
}

/**
 * The adjoint of {@link framesOfTap}, summed over the taps: what each tap returns, [n od, h, w, c] each -> [n, d, h, w,
 * c].
 */
export function spreadFrames(ofTaps: Tensor[], { outputs, stride, before, inputs }: Axis): Tensor {
  const [rows, ...frame] = ofTaps[0].shape;
  const n = rows / outputs;
  const perTap = ofTaps.map((tap) => reshape(tap, [n, outputs, ...frame]));
  const spread = Array.from({ length: inputs }, (_, at) => {
    const seen: Tensor[] = [];
    for (const [tap, frames] of perTap.entries()) {
      const o = (at + before - tap) / stride;
      if (Number.isInteger(o) && o >= 0 && o < outputs) seen.push(slice(frames, [0, o, 0, 0, 0], [n, 1, ...frame]));
    }
    return seen.length > 0 ? addN(seen) : zeros([n, 1, ...frame]);
  });
  return concat(spread, 1);
}

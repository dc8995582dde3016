import { type Case, rows, table } from './inputs.js';

export type Pad = 'same' | 'valid' | number | number[][];
const explicit = rows('0 0', '2 1', '0 1', '0 0');
const pads: Pad[] = ['same', 'valid', 1, explicit];
// Height and width of the input, of the filter, and strides.
const windows = table(
  '6 7 | 3 3 | 1 1',
  '6 7 | 3 3 | 2 2',
  '5 5 | 1 1 | 1 1',
  '5 6 | 1 1 | 2 2',
  '5 4 | 2 3 | 3 3',
  '7 4 | 3 2 | 1 2',
  '4 4 | 4 4 | 1 1',
  '9 3 | 2 2 | 2 1',
);
export const outSize = (inSize: number, filter: number, stride: number, pad: Pad, axis: number, dilation = 1) => {
  const taps = (filter - 1) * dilation + 1;
  if (pad === 'same') return Math.ceil(inSize / stride);
  const around = pad === 'valid' ? 0 : typeof pad === 'number' ? 2 * pad : pad[axis + 1][0] + pad[axis + 1][1];
  return Math.floor((inSize + around - taps) / stride) + 1;
};
/** Cases of every window, padding and dilation that fits. */
export const overWindows = (
  make: (at: {
    input: number[];
    filter: number[];
    output: number[];
    strides: number[];
    pad: Pad;
    dilations: number[];
  }) => Case,
  { depthwise = false, dilate = true } = {},
): Case[] =>
  rows('1 3 4', '3 1 1', '2 4 8', '2 5 3').flatMap(([n, c, f]) =>
    windows.flatMap(([[h, w], [kh, kw], strides]) =>
      pads
        .filter((pad) => typeof pad !== 'number' || (kh === kw && strides[0] === strides[1]))
        .flatMap((pad) =>
          (dilate && Math.max(...strides) === 1 ? [1, 2] : [1]).flatMap((dilation) => {
            const [oh, ow] = [h, w].map((length, i) => outSize(length, [kh, kw][i], strides[i], pad, i, dilation));
            if (Math.min(oh, ow) < 1) return [];
            const channels = depthwise ? c * (f > 3 ? 2 : 1) : f;
            return make({
              input: [n, h, w, c],
              filter: depthwise ? [kh, kw, c, channels / c] : [kh, kw, c, f],
              output: [n, oh, ow, channels],
              strides,
              pad,
              dilations: [dilation, dilation],
            });
          }),
        ),
    ),
  );

import { abs, max, mul, square, sum, type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';

/** Below this a sum of float32 squares may lack some of them, since squares under 2^-126 are 0 or have few digits. */
const LEAST = 1e-25;

/**
 * Sums of squares of the rows of float32 values [r, p], also where the squares are beyond the range of float32: such
 * rows are multiplied by a power of two first, which rounds nothing. NaN and infinite entries give NaN and Infinity.
 */
export async function rowSquares(rows: Tensor): Promise<Float64Array> {
  const squares = Float64Array.from(await valuesOf(() => sum(square(rows), 1)));
  if (squares.every((value) => value >= LEAST && value < Infinity)) return squares;
  const largest = await valuesOf(() => max(abs(rows), 1));
  const outside = (i: number) =>
    (squares[i] < LEAST || squares[i] === Infinity) && largest[i] > 0 && largest[i] < Infinity;
  if (!squares.some((_, i) => outside(i))) return squares;
  const scales = Float32Array.from(largest, (value, i) =>
    outside(i) ? 2 ** -Math.max(-126, Math.min(126, Math.floor(Math.log2(value)))) : 1,
  );
  const scaled = await valuesOf(() => sum(square(mul(rows, tensor2d(scales, [scales.length, 1]))), 1));
  return squares.map((value, i) => (outside(i) ? scaled[i] / scales[i] ** 2 : value));
}

/** The values of a tensor that is made for them alone. */
async function valuesOf(make: () => Tensor): Promise<Float32Array> {
  const made = tidy(make);
  try {
    return (await made.data()) as Float32Array;
  } finally {
    made.dispose();
  }
}

import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelArguments } from './host.js';

/**
 * Sum or mean of a tensor [..., c] over all its leading axes -> [c], as batch norm and biases need it. The stock kernel
 * transposes the whole tensor first; this one adds row after row into c float64 sums, which is also more accurate.
 * Null for other axes and types, which are left to the stock kernel.
 */
export function leadingSums(
  { inputs: { x }, backend, attrs }: KernelArguments<{ x: TensorInfo }>,
  mean: boolean,
): TensorInfo | null {
  const rank = x.shape.length;
  const axes = ([] as number[]).concat(attrs.axis as number[]).map((axis) => (axis < 0 ? axis + rank : axis));
  const leading = axes.length > 0 && axes.length < rank && axes.every((_, i) => axes.includes(i));
  if (!leading || x.dtype !== 'float32') return null;
  const kept = x.shape.slice(axes.length);
  const columns = kept.reduce((product, size) => product * size, 1);
  const rows = x.shape.slice(0, axes.length).reduce((product, size) => product * size, 1);
  if (rows === 0 || columns === 0) return null;
  const sums = new Float64Array(columns);
  const values = backend.typedArrayFromHeap(x);
  for (let row = 0, at = 0; row < rows; row++) for (let j = 0; j < columns; j++) sums[j] += values[at++];
  if (mean) for (let j = 0; j < columns; j++) sums[j] /= rows;
  const shape = attrs.keepDims ? [...axes.map(() => 1), ...kept] : kept;
  const out = backend.makeOutput(shape, 'float32');
  backend.typedArrayFromHeap(out).set(sums);
  return out;
}

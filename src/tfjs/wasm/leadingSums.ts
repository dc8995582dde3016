import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type KernelArguments, runKernel, type WasmBackend } from './wasmBackend.js';

/** The number of rows that are averaged in float32 before the float64 sum: few enough to cost no digit. */
const GROUP = 16;

/**
 * The sum or mean of a tensor [..., c] over all its leading axes -> [c], as batch norm and biases need it. The kernel
 * of TensorFlow.js (4.22.0) transposes the whole tensor first, which is slow. This one averages groups of 16 rows on
 * the backend and adds those to c float64 sums, which is also more accurate. Null for other axes and types.
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
  const groups = Math.floor(rows / GROUP);
  const grouped = groups >= GROUP && columns >= 8; // below, the call costs more than it saves
  if (grouped) addGroups(sums, x, groups, backend);
  const values = backend.typedArrayFromHeap(x);
  for (let at = grouped ? groups * GROUP * columns : 0; at < rows * columns; ) {
    for (let j = 0; j < columns; j++) sums[j] += values[at++];
  }
  if (mean) for (let j = 0; j < columns; j++) sums[j] /= rows;
  const shape = attrs.keepDims ? [...axes.map(() => 1), ...kept] : kept;
  const out = backend.makeOutput(shape, 'float32');
  backend.typedArrayFromHeap(out).set(sums);
  return out;
}

/**
 * Adds the first 16 `groups` rows of x, [rows, columns] in memory, to the sums. It takes 16 times an average pooling of
 * 16 rows.
 */
function addGroups(sums: Float64Array, { dataId, dtype }: TensorInfo, groups: number, backend: WasmBackend): void {
  const columns = sums.length;
  const x = { dataId, dtype, shape: [1, groups * GROUP, 1, columns] };
  const attrs = { filterSize: [GROUP, 1], strides: [GROUP, 1], pad: 'valid' };
  const averages = runKernel('AvgPool', backend, { x }, attrs); // [1, groups, 1, columns]
  const values = backend.typedArrayFromHeap(averages);
  for (let at = 0; at < values.length; ) for (let j = 0; j < columns; j++) sums[j] += values[at++] * GROUP;
  backend.disposeData(averages.dataId);
}

/** Features whose largest value is beyond these have residuals whose fourth powers may be beyond float64. */
const ROOM = 2 ** 100;

/**
 * Features divided by a power of two near their largest value, which rounds nothing, and that power. Features of the
 * size of any float32 that is not tiny stay as they are. Bounds have no unit, so they are the same of either.
 */
export function inUnits(values: Float32Array | Float64Array | Int32Array): {
  values: Float32Array | Float64Array;
  unit: number;
} {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  const unit = largest === 0 || (largest > 1 / ROOM && largest < ROOM) ? 1 : 2 ** Math.floor(Math.log2(largest));
  if (unit === 1 && !(values instanceof Int32Array)) return { values, unit };
  return { values: Float64Array.from(values, (value) => value / unit), unit };
}

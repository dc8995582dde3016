/** What is known of labels that have more than one dimension. */
interface Arrangement {
  name: string;
  /** The number of examples. */
  n: number;
  features?: readonly number[];
  /** Whether the labels came as a tensor. */
  tensors: boolean;
}

/**
 * What to do with labels that are not one number for each example. What they are is read from their values, since the
 * remedy for one kind turns the numbers of another into nonsense: argMax of a column is 0 everywhere, and argMax of
 * token labels is a place.
 */
export function arrangementOf(
  values: ArrayLike<unknown>,
  shape: readonly number[],
  { name, n, features, tensors }: Arrangement,
): string {
  const width = shape[shape.length - 1] ?? 1;
  const remedies: string[] = [];
  const tokens = shape.length > 1 && features && features.length === shape.length + 1;
  if (tokens && shape.every((size, axis) => size === features[axis])) {
    const all = shape.reduce((product, size) => product * size, 1);
    const d = features[features.length - 1];
    const flat = tensors ? `tf.reshape(${name}, [${all}])` : `${name}.flat()`;
    remedies.push(`For a label at each place pass tf.reshape(features, [${all}, ${d}]) and ${flat}.`);
  }
  if (shape.length === 2 && shape[0] === n && isDistribution(values, width)) {
    remedies.push(
      `For one-hot labels pass ${tensors ? `tf.argMax(${name}, -1)` : `tf.argMax(tf.tensor2d(${name}), -1)`}.`,
    );
  }
  if (remedies.length === 0 && values.length === n) {
    remedies.push(tensors ? `Pass tf.reshape(${name}, [${n}]).` : `Pass ${name}.flat().`);
  }
  return remedies.join(' ') || `Pass one label for each row of features: a tensor of shape [${n}] or an array.`;
}

/** Whether the values are rows of numbers that are not negative and add up to one. */
function isDistribution(values: ArrayLike<unknown>, width: number): boolean {
  for (let at = 0; at < values.length; at += width) {
    let total = 0;
    for (let j = at; j < at + width; j++) {
      const value = Number(values[j]);
      if (!(value >= 0)) return false;
      total += value;
    }
    if (Math.abs(total - 1) > 1e-3) return false;
  }
  return width > 1 && values.length > 0;
}

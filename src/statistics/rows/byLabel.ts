/** Rows of one class, by their indices. */
export interface Run {
  /** The class. */
  readonly y: number;
  /** The place at which the run begins in the order of all rows. */
  readonly from: number;
  /** The indices of the rows. */
  readonly members: Int32Array;
}

/** Orders rows by label, the lowest first, and leaves rows of one label in their order (counting sort). */
export function orderByLabel(labels: Int32Array, classes: number): Int32Array {
  const next = new Int32Array(classes + 1);
  for (const label of labels) next[label + 1]++;
  for (let c = 0; c < classes; c++) next[c + 1] += next[c];
  const order = new Int32Array(labels.length);
  for (let i = 0; i < labels.length; i++) order[next[labels[i]]++] = i;
  return order;
}

/** The runs of equal labels in an order by label. */
export function* runsOfLabels(labels: Int32Array, order: Int32Array): Generator<Run> {
  for (let from = 0, to = 0; from < order.length; from = to) {
    const y = labels[order[from]];
    while (to < order.length && labels[order[to]] === y) to++;
    yield { y, from, members: order.subarray(from, to) };
  }
}

/** N_c, the number of labels of each class, [C]. */
export function countLabels(labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]++;
  return counts;
}

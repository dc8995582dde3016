/** The softmax of logits [C, n], each column an example, at the labels of the examples. */
export interface Softmax {
  /** The sum over examples of -log p of the label. */
  readonly loss: number;
  /** The probabilities p, [C, n]. */
  readonly probabilities: Float64Array;
  /** The gradient of the loss in the logits: p minus 1 for the label, [C, n]. */
  readonly errors: Float64Array;
}

/**
 * Everything is computed from differences to the logit of the label: where its probability is nearly 1, the loss and
 * the errors are small, and would be lost in the rounding of the logits and of that probability.
 */
export function softmaxAt(logits: Float64Array, labels: Int32Array): Softmax {
  const n = labels.length;
  const probabilities = new Float64Array(logits.length);
  const errors = new Float64Array(logits.length);
  let loss = 0;
  for (let i = 0; i < n; i++) {
    const label = labels[i] * n + i;
    const own = logits[label];
    let largest = 0;
    for (let at = i; at < logits.length; at += n) if (logits[at] - own > largest) largest = logits[at] - own;
    const unit = Math.exp(-largest);
    let others = 0;
    for (let at = i; at < logits.length; at += n) {
      if (at === label) continue;
      errors[at] = Math.exp(logits[at] - own - largest);
      others += errors[at];
    }
    errors[label] = -others;
    for (let at = i; at < logits.length; at += n) {
      errors[at] /= unit + others;
      probabilities[at] = errors[at];
    }
    probabilities[label] = unit / (unit + others);
    loss += largest > 0 ? largest + Math.log(unit + others) : Math.log1p(others);
  }
  return { loss, probabilities, errors };
}

/** The change of the errors as the logits change, [C, n]: p (change - sum p change). It replaces the changes. */
export function throughSoftmax(changes: Float64Array, { probabilities }: Softmax, labels: Int32Array): Float64Array {
  const n = labels.length;
  for (let i = 0; i < n; i++) {
    const own = changes[labels[i] * n + i];
    let mean = 0;
    for (let at = i; at < changes.length; at += n) mean += probabilities[at] * (changes[at] - own);
    for (let at = i; at < changes.length; at += n) changes[at] = probabilities[at] * (changes[at] - own - mean);
  }
  return changes;
}

import { einsum, type GradConfig, mul, ones, reshape, type Tensor, transpose } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/**
 * Gradient of einsum, which TensorFlow.js 4.22 lacks: einsum of dy with the other operand. An index that is in one operand alone was
 * summed over, and its entries all have the same gradient.
 */
export const EINSUM_GRADIENT: GradConfig = gradientOf<{ equation: string }>(
  'Einsum',
  { saveAllInputs: true },
  (dy, operands, { equation }) => {
    const [inputs, output] = equation.replace(/\s/g, '').split('->');
    const labels = inputs.split(',');
    const of = (k: number) => () => {
      const others = labels.filter((_, i) => i !== k);
      const known = [...labels[k]].filter((label) => [output, ...others].some((text) => text.includes(label)));
      const factors = [dy, ...operands.filter((_, i) => i !== k)] as Tensor[];
      // Of one operand alone, einsum of TensorFlow.js hands out the very data of its input.
      const product =
        others.length === 0
          ? transpose(
              dy,
              [...known].map((label) => output.indexOf(label)),
            )
          : einsum(`${[output, ...others].join(',')}->${known.join('')}`, ...factors);
      const { shape } = operands[k];
      const spread = [...labels[k]].map((label, at) => (known.includes(label) ? shape[at] : 1));
      return known.length === shape.length ? product : mul(reshape(product, spread), ones(shape));
    };
    return Object.fromEntries(labels.map((_, k) => [k, of(k)]));
  },
);

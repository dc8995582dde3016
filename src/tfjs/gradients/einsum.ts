import { einsum, type GradConfig, mul, ones, reshape, type Tensor, transpose } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/**
 * The gradient of einsum, which TensorFlow.js 4.22.0 lacks. It is the einsum of dy with the other operand. An index
 * that occurs in one operand alone was summed over, so all entries along it have the same gradient.
 */
export const einsumGradient: GradConfig = gradientOf<{ equation: string }>(
  'Einsum',
  { saveAllInputs: true },
  (dy, operands, { equation }) => {
    const [inputs, output] = equation.replace(/\s/g, '').split('->');
    const labels = inputs.split(',');
    const of = (k: number) => () => {
      const others = labels.filter((_, i) => i !== k);
      const known = [...labels[k]].filter((label) => [output, ...others].some((text) => text.includes(label)));
      const factors = [dy, ...operands.filter((_, i) => i !== k)] as Tensor[];
      const order = known.map((label) => output.indexOf(label));
      // The einsum of one operand returns the very data of its input in TensorFlow.js, so dy is transposed instead.
      const product =
        others.length === 0
          ? transpose(dy, order)
          : einsum(`${[output, ...others].join(',')}->${known.join('')}`, ...factors);
      const { shape } = operands[k];
      const spread = [...labels[k]].map((label, at) => (known.includes(label) ? shape[at] : 1));
      return known.length === shape.length ? product : mul(reshape(product, spread), ones(shape));
    };
    return Object.fromEntries(labels.map((_, k) => [k, of(k)]));
  },
);

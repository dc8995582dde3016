import {
  addN,
  argMax,
  cast,
  equal,
  mul,
  pad as padTensor,
  scalar,
  stack,
  stridedSlice,
  type Tensor,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';
import { axesOf, type Pooling, reachBeyond } from './poolingAxes.js';

/** Below every activation, and finite, since some backends pad with finite numbers only. */
const LOWEST = -3.4e38;

/**
 * The second derivative of max pooling, which TensorFlow.js 4.22.0 lacks. The gradient is linear in dy, so its
 * derivative is the adjoint: it picks from each window of ddx the entry at which the input was the largest. Which entry
 * that is does not change with the input, almost everywhere.
 */
export const maxPoolingGradientGradient = gradientOf<Pooling>(
  'MaxPoolGrad',
  { inputsToSave: ['input', 'output'] },
  (ddx, [input, output], attrs) => ({
    dy: () => pickLargest(ddx, input, attrs),
    input: () => zerosLike(input),
    output: () => zerosLike(output),
  }),
);

/** Of each window the first entry of `values` at which `input` is largest: [n, ...sizes, c] -> [n, ...outputs, c]. */
function pickLargest(values: Tensor, input: Tensor, attrs: Pooling): Tensor {
  const axes = axesOf(input, attrs);
  const [n, channels] = [input.shape[0], input.shape[input.rank - 1]];
  const around = axes.map((along): [number, number] => [along.before, Math.max(0, reachBeyond(along))]);
  const positions = axes.reduce<number[][]>(
    (all, { window }) => all.flatMap((position) => Array.from({ length: window }, (_, i) => [...position, i])),
    [[]],
  );
  /** The entry at each position of a window, of all windows at once. */
  const entries = (tensor: Tensor, outside: number): Tensor[] => {
    const padded = padTensor(tensor, [[0, 0], ...around, [0, 0]], outside);
    return positions.map((position) => {
      const end = axes.map(({ outputs, stride }, i) => position[i] + (outputs - 1) * stride + 1);
      const strides = axes.map(({ stride }) => stride);
      return stridedSlice(padded, [0, ...position, 0], [n, ...end, channels], [1, ...strides, 1]);
    });
  };
  const largest = argMax(stack(entries(input, LOWEST)), 0); // [n, ...outputs, c]
  const chosen = entries(values, 0).map((entry, at) =>
    mul(entry, cast(equal(largest, scalar(at, 'int32')), 'float32')),
  );
  return addN(chosen);
}

import { type GradConfig, type Tensor, zeros } from '@tensorflow/tfjs-core';

/** Operations whose outputs are bool or whole numbers, with the names of their inputs. */
const KERNELS: Record<string, string[]> = {
  Equal: ['a', 'b'],
  NotEqual: ['a', 'b'],
  Greater: ['a', 'b'],
  GreaterEqual: ['a', 'b'],
  Less: ['a', 'b'],
  LessEqual: ['a', 'b'],
  LogicalAnd: ['a', 'b'],
  LogicalOr: ['a', 'b'],
  LogicalXor: ['a', 'b'],
  LogicalNot: ['x'],
  FloorDiv: ['a', 'b'],
  All: ['x'],
  Any: ['x'],
  ArgMax: ['x'],
  ArgMin: ['x'],
  IsFinite: ['x'],
  IsInf: ['x'],
  IsNan: ['x'],
  OneHot: ['indices'],
  BitwiseAnd: ['a', 'b'],
  Multinomial: ['logits'],
  SearchSorted: ['sortedSequence', 'values'],
  NonMaxSuppressionV3: ['boxes', 'scores'],
};

/**
 * Gradients of operations that have the derivative zero. TensorFlow.js 4.22.0 has none of comparisons and logic, and
 * refuses a second derivative through `where(x > 0, ...)` for want of them. Its gradient of floorDiv is that of a
 * division.
 */
export const zeroGradients: readonly GradConfig[] = Object.entries(KERNELS).map(([kernelName, names]) => ({
  kernelName,
  inputsToSave: names,
  gradFunc: (_: Tensor | Tensor[], saved: Tensor[]) =>
    Object.fromEntries(names.map((name, i) => [name, () => zeros(saved[i].shape)])),
}));

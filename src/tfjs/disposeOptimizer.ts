import type { Optimizer, Tensor } from '@tensorflow/tfjs-core';

/**
 * Disposes of an optimizer and of all that it holds. That of momentum (TensorFlow.js 4.22.0) overrides the method of
 * the class that it extends, and with it forgets that class's one tensor, the learning rate.
 */
export function disposeOptimizer(optimizer: Optimizer): void {
  optimizer.dispose();
  const { c } = optimizer as unknown as { c?: Tensor };
  if (c && !c.isDisposed) c.dispose();
}

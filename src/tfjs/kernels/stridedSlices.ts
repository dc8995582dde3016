import { reshape, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { KernelCall } from './preferKernel.js';
import { toTensor } from './toTensor.js';

/**
 * A strided slice that drops axes (`shrinkAxisMask`, the `x[:, 0]` of Python). The kernels of cpu and WebAssembly
 * (4.22.0) drop the axis first, and slice the rest from the wrong place. Here one entry is sliced, and then the axis is
 * dropped. Null where no axis is dropped.
 */
export function stridedSlices({ inputs: { x }, attrs, stock }: KernelCall): Tensor | null {
  const { begin, end, strides, shrinkAxisMask, ellipsisMask, newAxisMask } = attrs as Record<string, number[]> &
    Record<string, number>;
  if (!shrinkAxisMask || ellipsisMask || newAxisMask) return null;
  const drops = (axis: number) => Boolean((shrinkAxisMask >> axis) & 1);
  const from = begin.map((at, axis) => (drops(axis) && at < 0 ? at + x.shape[axis] : at));
  return tidy(() => {
    const kept = stock(undefined, {
      ...attrs,
      begin: from,
      end: end.map((at, axis) => (drops(axis) ? from[axis] + 1 : at)),
      strides: strides.map((step, axis) => (drops(axis) ? 1 : step)),
      shrinkAxisMask: 0,
    });
    return reshape(
      toTensor(kept),
      kept.shape.filter((_, axis) => !drops(axis)),
    );
  });
}

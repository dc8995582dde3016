import { reshape, slice_util, type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import { alongAxis } from './alongAxis.js';
import { gradientOf } from './gradientOf.js';

/**
 * The gradient of stridedSlice, which TensorFlow.js 4.22.0 lacks. Picking entries is a matrix of zeros and ones for
 * each axis, and the gradient is the transpose of that matrix.
 */
export const stridedSliceGradient = gradientOf<Striding>('StridedSlice', { inputsToSave: ['x'] }, (dy, [x], attrs) => ({
  x: () => {
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
    const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const;
    const info = slice_util.sliceInfo(x.shape, begin, end, strides, ...masks);
    const counts = slice_util.computeOutShape(info.begin, info.end, info.strides);
    return x.shape.reduce(
      (tensor: Tensor, from, axis) => {
        if (info.strides[axis] === 1 && counts[axis] === from) return tensor;
        const picked = new Float32Array(counts[axis] * from);
        for (let i = 0; i < counts[axis]; i++) picked[i * from + info.begin[axis] + i * info.strides[axis]] = 1;
        return alongAxis(tensor, axis, tensor2d(picked, [counts[axis], from]));
      },
      reshape(dy, counts),
    );
  },
}));

interface Striding {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

import * as tf from '@tensorflow/tfjs-core';
import {
  eye,
  type GradConfig,
  mirrorPad,
  reshape,
  slice_util,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor2d,
} from '@tensorflow/tfjs-core';
import { alongAxis } from './alongAxis.js';
import { gradientOf } from './gradientOf.js';

/**
 * Gradients of operations that pick or mix entries along each axis by itself: resizing, mirrored padding, strided slices. Each is a matrix an
 * axis, and its gradient the transpose of that matrix.
 *
 * TensorFlow.js 4.22 ignores `halfPixelCenters` in both gradients of resizing, leaves what was mirrored out of the gradient of mirrorPad, and has
 * none of stridedSlice. The matrices are not restated here: the operation itself, run on a unit matrix, shows what this backend computes.
 */
export const RESAMPLING_GRADIENTS: readonly GradConfig[] = [
  ...(['resizeBilinear', 'resizeNearestNeighbor'] as const).map((name) =>
    gradientOf<Resizing>(`R${name.slice(1)}`, { inputsToSave: ['images'] }, (dy, [images], attrs) => ({
      images: () => {
        const { size, alignCorners, halfPixelCenters } = attrs;
        return size.reduce((tensor, to, i) => {
          const from = images.shape[i + 1];
          const columns = reshape(eye(from), [1, from, 1, from]) as Tensor4D; // a channel for each entry of the axis
          const seen = tf.image[name](columns, [to, 1], alignCorners, halfPixelCenters); // [1, to, 1, from]
          return alongAxis(tensor, i + 1, reshape(seen, [to, from]));
        }, dy);
      },
    })),
  ),
  gradientOf<Mirroring>('MirrorPad', { inputsToSave: ['x'] }, (dy, [x], { paddings, mode }) => ({
    x: () =>
      paddings.reduce((tensor, [before, after], axis) => {
        if (before + after === 0) return tensor;
        const around: [number, number][] = [
          [before, after],
          [0, 0],
        ];
        return alongAxis(tensor, axis, mirrorPad(eye(x.shape[axis]), around, mode) as Tensor2D);
      }, dy),
  })),
  gradientOf<Striding>('StridedSlice', { inputsToSave: ['x'] }, (dy, [x], attrs) => ({
    x: () => {
      const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
      const info = slice_util.sliceInfo(
        x.shape,
        begin,
        end,
        strides,
        beginMask,
        endMask,
        ellipsisMask,
        newAxisMask,
        shrinkAxisMask,
      );
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
  })),
];

interface Resizing {
  size: [number, number];
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

interface Mirroring {
  paddings: [number, number][];
  mode: 'reflect' | 'symmetric';
}

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

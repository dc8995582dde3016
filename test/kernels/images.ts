import { type Case, type Cases, given, normal, table } from './inputs.js';

const sizes = table(
  '1 2 3 1 | 4 6',
  '2 5 4 3 | 3 7',
  '1 4 4 2 | 2 2',
  '2 3 3 1 | 1 1',
  '1 1 1 2 | 3 2',
  '1 3 5 2 | 3 5',
);
const resizing = (gradient: boolean): Case[] =>
  sizes.flatMap(([shape, size]) =>
    [
      [false, false],
      [true, false],
      [false, true],
    ].map(
      ([alignCorners, halfPixelCenters]): Case => ({
        inputs: gradient
          ? { images: normal(...shape), dy: normal(shape[0], ...size, shape[3]) }
          : { images: normal(...shape) },
        attrs: { alignCorners, halfPixelCenters, size },
      }),
    ),
  );

/** Of images in other sizes. */
export const images: Cases = {
  ResizeBilinear: () => resizing(false),
  ResizeBilinearGrad: () => resizing(true),
  ResizeNearestNeighbor: () => resizing(false),
  ResizeNearestNeighborGrad: () => resizing(true),
  CropAndResize: () =>
    ['bilinear', 'nearest'].map((method) => ({
      inputs: {
        image: normal(2, 5, 6, 3),
        boxes: given([0.1, 0.2, 0.8, 0.9, 0, 0, 1, 1, -0.2, 0.3, 0.5, 1.4], [3, 4]),
        boxInd: given([0, 1, 1], [3], 'int32'),
      },
      attrs: { cropSize: [3, 4], method, extrapolationValue: 7 },
    })),
  FlipLeftRight: () => [{ inputs: { image: normal(2, 3, 5, 2) } }],
  RotateWithOffset: () => [
    { inputs: { image: normal(2, 5, 5, 2) }, attrs: { radians: 0.7, fillValue: 0.2, center: 0.5 } },
    { inputs: { image: normal(2, 4, 5, 3) }, attrs: { radians: -1.2, fillValue: [0.2, 0.3, 0.4], center: [0.4, 0.6] } },
  ],
  Transform: () =>
    ['constant', 'reflect', 'wrap', 'nearest'].flatMap((fillMode) =>
      ['bilinear', 'nearest'].map((interpolation) => ({
        inputs: { image: normal(1, 4, 5, 2), transforms: given([1.1, 0.2, -1, 0.1, 0.9, 0.5, 0.01, 0.02], [1, 8]) },
        attrs: { interpolation, fillMode, fillValue: 0.3, outputShape: [5, 4] },
      })),
    ),
};

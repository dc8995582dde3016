import * as tf from '@tensorflow/tfjs-core';

/** Uploaded values that do not tie: the same on every backend. */
export const random = (shape: number[], seed: number, scale = 1) => tf.randomNormal(shape, 0, scale, 'float32', seed);

/** An operation with a derivative, as a function of a batch and of weights of its rows' size. */
export interface Operation {
  /** Of one example. */
  shape: number[];
  f: (x: tf.Tensor) => tf.Tensor;
  /** Backends that have no kernel for it, or a wrong forward pass. */
  not?: string[];
  /** Has no second derivative here. */
  once?: boolean;
}

const images = [4, 5, 2];
const volume = [4, 4, 4, 1];
const t4 = (x: tf.Tensor) => x as tf.Tensor4D;
const t5 = (x: tf.Tensor) => x as tf.Tensor5D;
const on = (shape: number[], f: Operation['f'], rest: Partial<Operation> = {}): Operation => ({ shape, f, ...rest });
const positive = (x: tf.Tensor) => tf.add(tf.square(x), 0.5);
const within = (x: tf.Tensor) => tf.mul(tf.tanh(x), 0.9);

/** Every operation of TensorFlow.js 4.22 that has a derivative, by the name of its kernel and what of it is special. */
export const OPERATIONS: Record<string, Operation> = {
  Abs: on([5], tf.abs),
  Acos: on([5], (x) => tf.acos(within(x))),
  Acosh: on([5], (x) => tf.acosh(tf.add(positive(x), 1))),
  Add: on([5], (x) => tf.add(x, tf.sum(x, 1, true))),
  AddN: on([5], (x) => tf.addN([x, tf.square(x), x])),
  Asin: on([5], (x) => tf.asin(within(x))),
  Asinh: on([5], tf.asinh),
  Atan: on([5], tf.atan),
  Atan2: on([5], (x) => tf.atan2(x, positive(x))),
  Atanh: on([5], (x) => tf.atanh(within(x))),
  AvgPool: on(images, (x) => tf.avgPool(t4(x), 2, 2, 'valid')),
  'AvgPool, padded': on(images, (x) => tf.avgPool(t4(x), 3, 1, 'same')),
  'AvgPool, padded, strides': on([5, 6, 2], (x) => tf.avgPool(t4(x), 3, 2, 'same')),
  AvgPool3D: on(volume, (x) => tf.avgPool3d(t5(x), 2, 2, 'valid')),
  'AvgPool3D, padded': on(volume, (x) => tf.avgPool3d(t5(x), 3, 2, 'same')),
  BatchMatMul: on([3, 4], (x) => tf.matMul(x, tf.square(x), false, true)),
  'BatchMatMul, other side': on([3, 4], (x) => tf.matMul(tf.sin(x), x, true, false)),
  BatchToSpaceND: on([4, 4, 2], (x) =>
    tf.batchToSpaceND(
      tf.spaceToBatchND(
        t4(x),
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
      [2, 2],
      [
        [0, 0],
        [1, 1],
      ],
    ),
  ),
  Cast: on([5], (x) => tf.cast(tf.square(x), 'float32')),
  ClipByValue: on([5], (x) => tf.clipByValue(x, -0.7, 0.6)),
  Concat: on([5], (x) => tf.concat([x, tf.square(x), x], 1)),
  Conv2D: on(images, (x) => tf.conv2d(t4(x), random([3, 3, 2, 3], 8) as tf.Tensor4D, 1, 'same')),
  'Conv2D, strides': on(images, (x) => tf.conv2d(t4(x), random([3, 3, 2, 3], 8) as tf.Tensor4D, 2, 'same')),
  'Conv2D, dilation': on([6, 6, 2], (x) =>
    tf.conv2d(t4(x), random([2, 2, 2, 3], 8) as tf.Tensor4D, 1, 'same', 'NHWC', 2),
  ),
  conv2dTranspose: on([2, 3, 2], (x) =>
    tf.conv2dTranspose(t4(x), random([3, 3, 3, 2], 8) as tf.Tensor4D, [x.shape[0], 4, 6, 3], 2, 'same'),
  ),
  Conv3D: on(volume, (x) => tf.conv3d(t5(x), random([2, 2, 2, 1, 2], 8) as tf.Tensor5D, 1, 'valid')),
  Cos: on([5], tf.cos),
  Cosh: on([5], tf.cosh),
  Cumsum: on([3, 4], (x) => tf.cumsum(x, 1)),
  'Cumsum, last axis, exclusive, reverse': on([3, 3], (x) => tf.cumsum(x, 2, true, true)),
  DepthToSpace: on([2, 3, 8], (x) => tf.depthToSpace(t4(x), 2)),
  DepthwiseConv2dNative: on(images, (x) =>
    tf.depthwiseConv2d(t4(x), random([3, 3, 2, 2], 8) as tf.Tensor4D, 1, 'same'),
  ),
  'DepthwiseConv2dNative, dilation': on(
    [6, 6, 2],
    (x) => tf.depthwiseConv2d(t4(x), random([2, 2, 2, 1], 8) as tf.Tensor4D, 1, 'valid', 'NHWC', 2),
    { not: ['tensorflow'] },
  ),
  Diag: on([3], (x) => tf.stack(tf.unstack(x).map((row) => tf.reshape(tf.diag(row), [-1])))),
  Dilation2D: on(images, (x) => tf.dilation2d(t4(x), random([2, 2, 2], 8) as tf.Tensor3D, 1, 'valid'), {
    once: true,
  }),
  Einsum: on([4, 3], (x) => tf.einsum('bij,jk->bik', x, random([3, 2], 8)), { not: ['wasm'] }),
  'Einsum, both operands': on([4, 3], (x) => tf.einsum('bij,bkj->bik', x, tf.square(x)), { not: ['wasm'] }),
  'Einsum, transposed and summed': on([4, 3], (x) => tf.einsum('bij->bj', x), { not: ['wasm'] }),
  Elu: on([5], tf.elu),
  Erf: on([5], tf.erf),
  Exp: on([5], tf.exp),
  ExpandDims: on([5], (x) => tf.expandDims(x, 1)),
  Expm1: on([5], tf.expm1),
  FFT: on(
    [4],
    (x) => {
      const z = tf.spectral.fft(tf.complex(x, tf.square(x)));
      return tf.concat([tf.real(z), tf.imag(z)], 1);
    },
    { not: ['wasm'], once: true },
  ),
  IFFT: on([4], (x) => tf.abs(tf.spectral.ifft(tf.complex(x, tf.square(x)))), { not: ['wasm'], once: true }),
  'FFT, multiplied': on(
    [4],
    (x) => {
      const z = tf.spectral.fft(tf.complex(x, tf.cos(x)));
      return tf.imag(tf.mul(z, z));
    },
    { not: ['wasm'], once: true },
  ),
  FlipLeftRight: on(images, (x) => tf.image.flipLeftRight(t4(x))),
  FusedBatchNorm: on([2, 2, 3], (x) =>
    tf.batchNorm(
      t4(x),
      tf.tensor1d([0.1, 0.2, 0.3]),
      tf.tensor1d([1, 2, 3]),
      tf.tensor1d([1, 2, 3]),
      tf.tensor1d([1, 0.5, 2]),
    ),
  ),
  'FusedBatchNorm, no scale': on([2, 2, 3], (x) =>
    tf.batchNorm(t4(x), tf.tensor1d([0.1, 0.2, 0.3]), tf.tensor1d([1, 2, 3]), tf.tensor1d([1, 2, 3])),
  ),
  'FusedBatchNorm, no offset': on([2, 2, 3], (x) =>
    tf.batchNorm(t4(x), tf.tensor1d([0.1, 0.2, 0.3]), tf.tensor1d([1, 2, 3]), undefined, tf.tensor1d([1, 2, 3])),
  ),
  'FusedBatchNorm, neither, rank 2': on([3], (x) =>
    tf.batchNorm(x, tf.tensor1d([0.1, 0.2, 0.3]), tf.tensor1d([1, 2, 3])),
  ),
  'FusedBatchNorm, mean and variance of x': on([6], (x) => {
    const { mean, variance } = tf.moments(x, 1, true);
    return tf.batchNorm(x, tf.tile(mean, [1, 6]), tf.tile(variance, [1, 6]));
  }),
  GatherNd: on([3, 4], (x) => {
    const picked = tf.gatherND(tf.transpose(x, [1, 0, 2]), tf.tensor2d([0, 2, 2], [3, 1], 'int32')); // [3, n, 4]
    return tf.transpose(picked, [1, 0, 2]);
  }),
  GatherV2: on([3, 4], (x) => tf.gather(tf.tanh(x), [2, 0, 3, 1, 1], 2)),
  'GatherV2, matrix of indices': on([3, 4], (x) =>
    tf.gather(
      x,
      tf.tensor2d(
        [
          [0, 2],
          [2, 2],
        ],
        [2, 2],
        'int32',
      ),
      1,
    ),
  ),
  'GatherV2, batch': on(
    [3, 4],
    (x) =>
      tf.gather(
        x,
        tf.tensor2d(
          [
            [0, 2, 2],
            [1, 2, 0],
          ],
          [2, 3],
          'int32',
        ),
        1,
        1,
      ),
    { not: ['tensorflow'] },
  ),
  Identity: on([5], tf.clone),
  LRN: on(images.slice(0, 2).concat(4), (x) => tf.localResponseNormalization(t4(x), 1, 1, 0.5, 0.75)),
  LeakyRelu: on([5], (x) => tf.leakyRelu(x, 0.2)),
  Log: on([5], (x) => tf.log(positive(x))),
  Log1p: on([5], (x) => tf.log1p(positive(x))),
  LogSoftmax: on([5], (x) => tf.logSoftmax(x)),
  'logSigmoid of an intermediate tensor': on([5], (x) => tf.logSigmoid(tf.mul(x, 2)), { once: true }),
  Max: on([3, 4], (x) => tf.max(x, 2)),
  'Max, kept': on([3, 4], (x) => tf.sub(x, tf.max(x, [1, 2], true))),
  MaxPool: on(images, (x) => tf.maxPool(t4(x), 2, 2, 'valid')),
  'MaxPool, overlapping': on(images, (x) => tf.maxPool(t4(x), 3, 1, 'same')),
  MaxPool3D: on(volume, (x) => tf.maxPool3d(t5(x), 2, 2, 'valid')),
  'MaxPool3D, overlapping': on(volume, (x) => tf.maxPool3d(t5(x), 3, 1, 'same')),
  Maximum: on([5], (x) => tf.maximum(x, tf.mul(x, 0.2))),
  'Maximum, broadcast': on([5], (x) => tf.maximum(x, tf.mean(x, 1, true))),
  Mean: on([3, 4], (x) => tf.mean(x, 1)),
  Min: on([3, 4], (x) => tf.min(x, 1)),
  Minimum: on([5], (x) => tf.minimum(x, tf.square(x))),
  'Minimum, broadcast': on([5], (x) => tf.minimum(tf.mean(x, 1, true), x)),
  MirrorPad: on([4, 3], (x) =>
    tf.mirrorPad(
      x,
      [
        [0, 0],
        [2, 1],
        [0, 2],
      ],
      'reflect',
    ),
  ),
  'MirrorPad, symmetric': on([4, 3], (x) =>
    tf.mirrorPad(
      x,
      [
        [0, 0],
        [2, 1],
        [3, 2],
      ],
      'symmetric',
    ),
  ),
  Mod: on([5], (x) => tf.mod(tf.add(x, 0.3), 1.7)),
  Multiply: on([5], (x) => tf.mul(x, tf.sum(x, 1, true))),
  Neg: on([5], tf.neg),
  Pack: on([5], (x) => tf.stack([x, tf.square(x)], 1)),
  PadV2: on([4, 3], (x) =>
    tf.pad(
      x,
      [
        [0, 0],
        [1, 2],
        [0, 1],
      ],
      3,
    ),
  ),
  Pow: on([5], (x) => tf.pow(positive(within(x)), tf.add(x, 1))),
  Prelu: on([5], (x) => tf.prelu(x, tf.tensor1d([0.1, 0.2, 0.3, -0.4, 0.5]))),
  Prod: on([3, 4], (x) => tf.prod(x, 1), { once: true }),
  'Prod, axes': on([3, 2, 2], (x) => tf.prod(x, [1, -1]), { once: true }),
  RealDiv: on([5], (x) => tf.div(x, tf.sum(positive(x), 1, true))),
  Reciprocal: on([5], (x) => tf.reciprocal(positive(x))),
  Relu: on([5], tf.relu),
  Relu6: on([5], (x) => tf.relu6(tf.mul(x, 7))),
  Reshape: on([4], (x) => tf.reshape(x, [-1, 2, 2])),
  Reverse: on([4, 3], (x) => tf.reverse(x, [1, 2])),
  Rsqrt: on([5], (x) => tf.rsqrt(positive(x))),
  ScatterNd: on([3, 2], (x) => {
    const [n] = x.shape;
    const places = tf.tensor2d(
      Array.from({ length: n * 3 }, (_, i) => [Math.floor(i / 3), (i * 2) % 3]),
      [n * 3, 2],
      'int32',
    );
    return tf.scatterND(places, tf.reshape(x, [n * 3, 2]), [n, 3, 2]);
  }),
  Select: on([5], (x) => tf.where(tf.greater(x, 0), x, tf.mul(x, 0.1))),
  'Select, by several conditions': on([5], (x) =>
    tf.where(tf.logicalAnd(tf.less(x, 1), tf.logicalNot(tf.lessEqual(x, 0))), tf.square(x), x),
  ),
  Selu: on([5], tf.selu),
  Sigmoid: on([5], tf.sigmoid),
  Sin: on([5], tf.sin),
  Sinh: on([5], tf.sinh),
  Slice: on([4, 3], (x) => tf.slice(x, [0, 1, 0], [-1, 2, 2])),
  Softmax: on([5], (x) => tf.softmax(x)),
  Softplus: on([5], tf.softplus),
  SplitV: on([4], (x) => tf.concat(tf.split(x, 2, 1).reverse(), 1)),
  'SplitV, one piece': on([4], (x) => tf.split(tf.square(x), 1, 1)[0]),
  Sqrt: on([5], (x) => tf.sqrt(positive(x))),
  Square: on([5], tf.square),
  SquaredDifference: on([5], (x) => tf.squaredDifference(x, tf.mean(x, 1, true))),
  StridedSlice: on([5, 4], (x) => tf.stridedSlice(x, [0, 1, 0], [x.shape[0], 5, 4], [1, 2, 3])),
  'StridedSlice, backwards, masks': on([5, 4], (x) => tf.stridedSlice(x, [0, -1, 1], [0, 0, 0], [1, -2, 2], 1, 7)),
  Sub: on([5], (x) => tf.sub(tf.mean(x, 1, true), x)),
  Sum: on([3, 4], (x) => tf.sum(x, [1])),
  Tan: on([5], (x) => tf.tan(within(x))),
  Tanh: on([5], tf.tanh),
  TensorScatterUpdate: on([3], (x) => {
    const columns = tf.transpose(x); // [3, n]
    const first = tf.tensor2d([0], [1, 1], 'int32');
    return tf.transpose(tf.tensorScatterUpdate(tf.square(columns), first, tf.mul(tf.slice(columns, 1, 1), 3)));
  }),
  Tile: on([2, 3], (x) => tf.tile(x, [1, 2, 3])),
  'Tile, rank 5': on([1, 2, 1, 3], (x) => tf.tile(x, [1, 2, 1, 2, 2])),
  TopK: on([3, 5], (x) => tf.topk(x, 2).values),
  Transpose: on([2, 3, 4], (x) => tf.transpose(x, [0, 3, 1, 2])),
  Unpack: on([3, 2], (x) => tf.concat(tf.unstack(x, 1), 1)),
  'Unpack, one piece': on([1, 4], (x) => tf.unstack(x, 1)[0]),
  UnsortedSegmentSum: on(
    [3],
    (x) => tf.transpose(tf.unsortedSegmentSum(tf.transpose(x), tf.tensor1d([0, 1, 0], 'int32'), 2)),
    { not: ['wasm'] },
  ),
  'a comparison as a factor': on([5], (x) => tf.mul(x, tf.cast(tf.greaterEqual(tf.abs(x), 0.7), 'float32'))),
  'a floorDiv on the side': on([5], (x) => tf.add(tf.square(x), tf.floorDiv(x, 2))),
};

for (const name of ['resizeBilinear', 'resizeNearestNeighbor'] as const) {
  for (const [corners, half] of [
    [false, false],
    [true, false],
    [false, true],
  ]) {
    for (const size of [
      [8, 10],
      [7, 3],
      [3, 7],
      [1, 6],
    ] as [number, number][]) {
      OPERATIONS[`${name} to ${size}, alignCorners ${corners}, halfPixelCenters ${half}`] = on(images, (x) =>
        tf.image[name](t4(x), size, corners, half),
      );
    }
  }
}

/**
 * The faults of TensorFlow.js 4.22.0 that src/tfjs repairs, shown on TensorFlow.js as it comes: one row or more for
 * each file that names the version. A row that fails says that its fault has ended. Take the repair away then, and its
 * line out of docs/backends.md or docs/derivatives.md.
 */
import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import { registerWasmKernels } from 'geocollapse/backends';
import { beforeAll, describe, expect, it } from 'vitest';
import { withGradients } from '../../src/tfjs/gradients/withGradients.js';
import { zeroGradients } from '../../src/tfjs/gradients/zeroGradients.js';
import { registerKernelRepairs } from '../../src/tfjs/kernels/registerKernelRepairs.js';
import { INSTEAD } from '../../src/tfjs/tape/insteadOf.js';
import { measuringScope } from '../../src/tfjs/tape/measuringScope.js';

type Backend = 'cpu' | 'wasm';
/** A file of src/tfjs, the backends that show the fault, what is wrong, an operation, and what is right. */
type Fault = [file: string, on: Backend[], what: string, work: () => tf.Tensor, right: number[] | 'an error'];

const BOTH: Backend[] = ['cpu', 'wasm'];
const CPU: Backend[] = ['cpu'];
const WASM: Backend[] = ['wasm'];

const counting = (...shape: number[]) =>
  tf.reshape(
    tf.range(
      0,
      shape.reduce((a, b) => a * b, 1),
    ),
    shape,
  );
const nan = () => tf.tensor1d([Number.NaN]);
const volume = () => tf.fill([1, 2, 2, 2, 1], -5) as tf.Tensor5D;
const column = (...values: number[]) => tf.tensor2d(values, [values.length, 1]);
const image = (values: number[], h: number, w: number) => tf.tensor4d(values, [1, h, w, 1]);
/** The gradient of f at x, for a cotangent that is one everywhere, or the one given. */
const gradient = (f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, dy?: tf.Tensor) => tf.grad(f)(x, dy);
/** The derivative of x f'(x). */
const second = (f: (x: tf.Tensor) => tf.Tensor, at: number) =>
  tf.grad((x) => tf.sum(tf.mul(x, tf.grad(f)(x))))(tf.tensor1d([at]));
/** The derivative of a gradient in its cotangent. */
const inCotangent = (f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor) => tf.grad((dy) => tf.grad(f)(x, dy))(f(x));
const ones = (...shape: number[]) => tf.ones(shape) as tf.Tensor4D & tf.Tensor5D;
const twos = (...shape: number[]) => tf.fill(shape, 2) as tf.Tensor4D & tf.Tensor5D;

const GRADIENTS: Fault[] = [
  [
    'gradients/averagePooling.ts',
    CPU,
    'the gradient over a padded border',
    () => tf.sum(gradient((x) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same'), ones(1, 4, 4, 1))),
    [4], // the weights of each of the four windows add up to one
  ],
  [
    'gradients/averagePooling.ts',
    BOTH,
    'the second derivative',
    () => inCotangent((x) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'valid'), ones(1, 2, 2, 1)),
    [1],
  ],
  [
    'gradients/convolution3d.ts',
    CPU,
    'the second derivative',
    () => inCotangent((x) => tf.conv3d(x as tf.Tensor5D, twos(1, 1, 1, 1, 1), 1, 'valid'), ones(1, 1, 1, 2, 1)),
    [2, 2],
  ],
  [
    'gradients/convolution3d.ts',
    CPU,
    'the gradient of conv3dTranspose',
    () =>
      gradient(
        (x) => tf.conv3dTranspose(x as tf.Tensor5D, twos(1, 1, 1, 1, 1), [1, 1, 1, 2, 1], 1, 'valid'),
        ones(1, 1, 1, 2, 1),
      ),
    [2, 2],
  ],
  [
    'gradients/cumsum.ts',
    BOTH,
    'the gradient along the first axis',
    () => gradient((x) => tf.cumsum(x, 0), ones(2, 3), tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3])),
    [5, 7, 9, 4, 5, 6],
  ],
  [
    'gradients/depthToSpace.ts',
    BOTH,
    'the gradient',
    () => gradient((x) => tf.depthToSpace(x as tf.Tensor4D, 2, 'NHWC'), ones(1, 1, 1, 4), image([1, 2, 3, 4], 2, 2)),
    [1, 2, 3, 4],
  ],
  [
    'gradients/depthwiseConvolution.ts',
    CPU,
    'the second derivative',
    () => inCotangent((x) => tf.depthwiseConv2d(x as tf.Tensor4D, twos(1, 1, 1, 1), 1, 'valid'), image([1, 2], 1, 2)),
    [2, 2],
  ],
  [
    'gradients/diag.ts',
    BOTH,
    'the gradient',
    () => gradient((x) => tf.diag(x), tf.tensor1d([1, 2]), tf.tensor2d([3, 4, 5, 6], [2, 2])),
    [3, 6],
  ],
  [
    'gradients/dilatedConvolution.ts',
    BOTH,
    'the gradient under dilation',
    () =>
      gradient(
        (x) => tf.conv2d(x as tf.Tensor4D, ones(2, 1, 1, 1), 1, 'valid', 'NHWC', [2, 1]),
        image([1, 2, 3], 3, 1),
      ),
    [1, 0, 1],
  ],
  ['gradients/einsum.ts', CPU, 'the gradient', () => gradient((x) => tf.einsum('i->', x), tf.tensor1d([1, 2])), [1, 1]],
  ['gradients/elu.ts', BOTH, 'the second derivative', () => second(tf.elu, -2), [-Math.exp(-2)]],
  [
    'gradients/extrema.ts',
    BOTH,
    'a maximum of ties',
    () => gradient((x) => tf.max(x), tf.tensor1d([1, 1])),
    [0.5, 0.5],
  ],
  [
    'gradients/extrema.ts',
    BOTH,
    'a minimum of ties',
    () => gradient((x) => tf.min(x), tf.tensor1d([1, 1])),
    [0.5, 0.5],
  ],
  [
    'gradients/flipLeftRight.ts',
    CPU,
    'the gradient',
    () => gradient((x) => tf.image.flipLeftRight(x as tf.Tensor4D), image([0, 0], 1, 2), image([1, 2], 1, 2)),
    [2, 1],
  ],
  [
    'gradients/gather.ts',
    BOTH,
    'the gradient in two batch axes',
    () =>
      gradient(
        (x) => tf.gather(x, tf.tensor3d([0, 2], [1, 2, 1], 'int32'), 2, 2),
        ones(1, 2, 3),
        tf.tensor3d([5, 6], [1, 2, 1]),
      ),
    [5, 0, 0, 0, 0, 6],
  ],
  [
    'gradients/gatherNd.ts',
    BOTH,
    'the gradient',
    () => gradient((x) => tf.gatherND(x, tf.tensor2d([[1]], [1, 1], 'int32')), tf.tensor1d([1, 2])),
    [0, 1],
  ],
  [
    'gradients/scatterNd.ts',
    BOTH,
    'the gradient',
    () =>
      gradient((x) => tf.scatterND(tf.tensor2d([[1]], [1, 1], 'int32'), x, [2]), tf.tensor1d([3]), tf.tensor1d([7, 8])),
    [8],
  ],
  [
    'gradients/localResponseNormalisation.ts',
    CPU,
    'the second derivative',
    // Of y = x / (1 + x^2) at 1, y' = 0 and y'' = -1/2; the derivative of x y' is y' + x y''.
    () =>
      tf.grad((x) => tf.sum(tf.mul(x, tf.grad((z) => tf.localResponseNormalization(z as tf.Tensor4D, 0, 1, 1, 1))(x))))(
        ones(1, 1, 1, 1),
      ),
    [-0.5],
  ],
  [
    'gradients/maxPooling.ts',
    WASM,
    'the gradient below zero',
    () => gradient((x) => tf.maxPool(x as tf.Tensor4D, 1, 1, 'valid'), tf.fill([2, 1, 1, 1], -1)),
    [1, 1],
  ],
  [
    'gradients/maxPooling3d.ts',
    CPU,
    'the second derivative',
    () => inCotangent((x) => tf.maxPool3d(x as tf.Tensor5D, 2, 2, 'valid'), counting(1, 2, 2, 2, 1)),
    [1],
  ],
  [
    'gradients/maxPoolingTwice.ts',
    CPU,
    'the second derivative',
    () => inCotangent((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'), counting(1, 2, 2, 1)),
    [1],
  ],
  [
    'gradients/mirrorPad.ts',
    BOTH,
    'the gradient',
    () => gradient((x) => tf.mirrorPad(x, [[1, 0]], 'reflect'), tf.tensor1d([1, 2])),
    [1, 2],
  ],
  ['gradients/onePiece.ts', BOTH, 'a split into one', () => gradient((x) => tf.split(x, 1)[0], ones(2)), [1, 1]],
  ['gradients/onePiece.ts', BOTH, 'unstacking one', () => gradient((x) => tf.unstack(x)[0], ones(1, 2)), [1, 1]],
  [
    'gradients/pairwiseExtrema.ts',
    BOTH,
    'the gradient of a maximum in a scalar that is broadcast',
    () => gradient((x) => tf.maximum(tf.tensor1d([0, 0]), x), tf.scalar(1)),
    [2],
  ],
  ['gradients/prod.ts', CPU, 'the gradient', () => gradient((x) => tf.prod(x, -1), tf.tensor1d([2, 3])), [3, 2]],
  [
    'gradients/resizing.ts',
    BOTH,
    'the gradient between centres of pixels',
    () => gradient((x) => tf.image.resizeBilinear(x as tf.Tensor4D, [4, 1], false, true), image([1, 2], 2, 1)),
    [2, 2],
  ],
  [
    'gradients/selu.ts',
    BOTH,
    'the second derivative where exp(x) overflows',
    () => withGradients(zeroGradients, () => second(tf.selu, 100)),
    [1.0507009873554805],
  ],
  [
    'gradients/squaredDifference.ts',
    BOTH,
    'the gradient in a scalar that is broadcast',
    () => gradient((x) => tf.squaredDifference(tf.tensor1d([0, 0]), x), tf.scalar(1)),
    [4],
  ],
  [
    'gradients/stridedSlice.ts',
    BOTH,
    'the gradient',
    () => gradient((x) => tf.stridedSlice(x, [0], [3], [2]), tf.tensor1d([1, 2, 3])),
    [1, 0, 1],
  ],
  ['gradients/tile.ts', BOTH, 'rank 5', () => gradient((x) => tf.tile(x, [1, 1, 1, 1, 2]), ones(1, 1, 1, 1, 1)), [2]],
  [
    'gradients/topK.ts',
    BOTH,
    'the gradient',
    () => gradient((x) => tf.topk(x, 1).values, tf.tensor1d([1, 3, 2])),
    [0, 1, 0],
  ],
  [
    'gradients/zeroGradients.ts',
    BOTH,
    'the second derivative through a comparison',
    () => second((x) => tf.where(tf.greater(x, 0), tf.square(x), tf.zerosLike(x)), 3),
    [12],
  ],
];

const TAPE: Fault[] = [
  [
    'tape/withRecordedInputs.ts',
    BOTH,
    'the gradient of batch norm without a scale',
    () =>
      gradient((x) => tf.batchNorm(x as tf.Tensor2D, tf.zeros([1]), tf.ones([1]), undefined, undefined, 0), ones(2, 1)),
    [1, 1],
  ],
  [
    'tape/withRecordedInputs.ts',
    BOTH,
    'the gradient after pieces were put in another order',
    () => gradient((x) => tf.split(x, 2).reverse()[0], tf.tensor1d([1, 2]), tf.tensor1d([5])),
    [0, 5],
  ],
];

/**
 * Faults that end in a refusal, or that only the walk of this library avoids: there is nothing to compare on
 * TensorFlow.js.
 */
const REFUSED: Fault[] = [
  [
    'gradients/complexNumbers.ts',
    BOTH,
    'the gradient of an absolute value',
    () => gradient((x) => tf.abs(tf.complex(x, x)), tf.tensor1d([3])),
    [Math.SQRT2],
  ],
  ['tape/producersFirst.ts', BOTH, 'the second derivative of tanh', () => second(tf.tanh, 0.5), [0.4230167422741338]],
  [
    'tape/refuseHiddenSaves.ts',
    BOTH,
    'the second derivative of a gradient that saves what it computed',
    () => second((x) => cube(x), 2),
    [36],
  ],
  [
    'tape/refuseEmptyMaps.ts',
    CPU,
    'the mean of an empty map',
    () => tf.mean(tf.conv2d(ones(1, 1, 1, 1), ones(3, 3, 1, 1), 1, 'valid')),
    'an error',
  ],
  [
    'tape/refuseComplexTwice.ts',
    CPU,
    'a second derivative through complex numbers',
    () => measuringScope(false)(() => second((x) => tf.square(tf.abs(tf.complex(x, x))), 1)),
    [8], // of 4 x^2
  ],
  [
    'tape/refuseIds.ts',
    BOTH,
    'the gradient of gather in its indices',
    () => {
      const [x, indices] = [tf.tensor1d([5, 6]), tf.tensor1d([1], 'int32')];
      const saved = [x, indices];
      const attrs = { axis: 0, batchDims: 0 };
      return tf
        .getGradient('GatherV2')!
        .gradFunc(tf.tensor1d([1]), saved, attrs)
        .indices();
    },
    [0],
  ],
];

/** x^3, with a gradient that saves x^2. */
const cube = tf.customGrad((x, save) => {
  const square = tf.mul(x as tf.Tensor, x as tf.Tensor);
  (save as tf.GradSaveFunc)([square]);
  return {
    value: tf.mul(square, x as tf.Tensor),
    gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, tf.mul(saved, 3)),
  };
});

const KERNELS: Fault[] = [
  [
    'kernels/averagePooling.ts',
    CPU,
    'the gradient over a padded border',
    () => tf.sum(run('AvgPoolGrad', { dy: ones(1, 2, 2, 1), input: ones(1, 4, 4, 1) }, POOLED)),
    [4],
  ],
  [
    'wasm/averagePoolGradient.ts',
    WASM,
    'the gradient over a padded border',
    () => tf.sum(run('AvgPoolGrad', { dy: ones(1, 2, 2, 1), input: ones(1, 4, 4, 1) }, POOLED)),
    [4],
  ],
  [
    'kernels/batchProducts.ts',
    BOTH,
    'a product that broadcasts both batches',
    () => tf.matMul(counting(2, 3, 1, 2), counting(2, 1, 2, 1)),
    [1, 3, 5, 33, 43, 53],
  ],
  [
    'kernels/batchNormShapes.ts',
    BOTH,
    'batch norm along the first axis',
    () =>
      tf.batchNorm(ones(2, 3) as tf.Tensor as tf.Tensor2D, column(1, 0), column(1, 1), column(0, 0), column(1, 1), 0),
    [0, 0, 0, 1, 1, 1],
  ],
  [
    'kernels/stridedSlices.ts',
    BOTH,
    'a strided slice that drops an axis',
    () => tf.stridedSlice(counting(4, 5), [1, 1], [2, 4], [1, 2], 0, 0, 0, 0, 1),
    [6, 8],
  ],
  [
    'kernels/convolution3d.ts',
    WASM,
    'the gradient in the input',
    () => gradient((x) => tf.conv3d(x as tf.Tensor5D, ones(1, 1, 1, 1, 1), 1, 'valid'), volume()),
    [1, 1, 1, 1, 1, 1, 1, 1],
  ],
  [
    'kernels/volumes.ts',
    BOTH,
    'conv3d with a stride wider than its filter',
    () => tf.conv3d(counting(1, 1, 1, 5, 1) as tf.Tensor5D, ones(1, 1, 1, 1, 1), [1, 1, 3], 'same'),
    [0, 3],
  ],
  [
    'kernels/channelsFirst.ts',
    BOTH,
    'a depthwise convolution of channels before pixels',
    () =>
      tf.depthwiseConv2d(counting(1, 2, 1, 2) as tf.Tensor4D, tf.tensor4d([1, 10], [1, 1, 2, 1]), 1, 'same', 'NCHW'),
    'an error',
  ],
  [
    'kernels/numericPadding.ts',
    CPU, // on wasm it writes beyond its memory
    'the width under one number as padding',
    () => tf.sum(tf.conv2d(ones(1, 7, 4, 1), ones(3, 2, 1, 1), 1, 1), [0, 1, 3]),
    [19, 38, 38, 38, 19],
  ],
  ['kernels/pooling3d.ts', WASM, 'the maximum of negative volumes', () => tf.maxPool3d(volume(), 2, 2, 'valid'), [-5]],
  [
    'kernels/resizingGradient.ts',
    CPU,
    'the shape of the gradient',
    () => tf.tensor1d(run('ResizeBilinearGrad', { dy: ones(1, 4, 1, 1), images: ones(1, 2, 1, 1) }, RESIZED).shape),
    [1, 2, 1, 1],
  ],
  ['wasm/clamps.ts', WASM, 'ReLU6 of NaN', () => tf.relu6(nan()), [Number.NaN]],
  ['wasm/clamps.ts', WASM, 'clipping NaN', () => tf.clipByValue(nan(), -1, 1), [Number.NaN]],
  [
    'wasm/clamps.ts',
    WASM,
    'a dense layer with ReLU of NaN',
    () =>
      tf.fused.matMul({ a: tf.reshape(nan(), [1, 1]), b: tf.ones([1, 1]), bias: tf.zeros([1]), activation: 'relu' }),
    [Number.NaN],
  ],
  [
    'wasm/conv2dBackpropFilter.ts',
    WASM,
    'the gradient of a convolution in its filter',
    () => gradient((w) => tf.conv2d(image([1, 2], 1, 2), w as tf.Tensor4D, 1, 'valid'), ones(1, 1, 1, 1)),
    [3],
  ],
  [
    'wasm/depthwiseGradients.ts',
    WASM,
    'the gradient of a depthwise convolution in its filter',
    () => gradient((w) => tf.depthwiseConv2d(image([1, 2], 1, 2), w as tf.Tensor4D, 1, 'valid'), ones(1, 1, 1, 1)),
    [3],
  ],
  [
    'wasm/maxPoolGradient.ts',
    WASM,
    'the gradient below zero',
    () => {
      const attrs = { filterSize: [1, 2], strides: [1, 2], pad: 'valid' };
      const [dy, output] = [image([5, 6], 1, 2), image([-1, -3], 1, 2)];
      return run('MaxPoolGrad', { dy, input: image([-2, -1, -3, -4], 1, 4), output }, attrs);
    },
    [0, 5, 6, 0],
  ],
  [
    'wasm/samePadding.ts',
    WASM,
    'a convolution with a stride wider than its filter',
    () => tf.conv2d(ones(1, 6, 7, 1), ones(2, 3, 1, 1), 3, 'same'),
    [4, 6, 4, 4, 6, 4],
  ],
  [
    'wasm/wrongKernels.ts',
    WASM,
    'one-hot rows of floats',
    () => tf.oneHot(tf.tensor1d([1], 'int32'), 2, 1, 0, 'float32'),
    [0, 1],
  ],
  ['wasm/wrongKernels.ts', WASM, 'a cast to bool', () => tf.cast(tf.tensor1d([3]), 'bool'), [1]],
  ['wasm/wrongKernels.ts', WASM, 'the sign of a small number', () => tf.sign(tf.tensor1d([1e-9])), [1]],
  [
    'wasm/wrongKernels.ts',
    WASM,
    'slopes along an axis before the last',
    () => tf.prelu(tf.neg(tf.ones([2, 2])), tf.tensor2d([[1], [2]])),
    [-1, -1, -2, -2],
  ],
  ['wasm/wrongKernels.ts', WASM, 'the larger of 0 and NaN', () => tf.maximum(0, nan()), [Number.NaN]],
  [
    'wasm/wrongKernels.ts',
    WASM,
    'the mean of a window with NaN',
    () => tf.avgPool(image([Number.NaN, 1], 1, 2), [1, 2], 1, 'valid'),
    [Number.NaN],
  ],
  [
    'wasm/wrongKernels.ts',
    WASM,
    'columns gathered in batches',
    () => tf.gather(counting(2, 2, 2), tf.tensor2d([0, 1, 0, 1, 1, 1], [2, 3], 'int32'), 2, 1),
    [0, 1, 0, 2, 3, 2, 5, 5, 5, 7, 7, 7],
  ],
  [
    'wasm/wrongKernels.ts',
    WASM,
    'a product of tensors of seven axes',
    () => tf.mul(tf.ones([1, 1, 1, 1, 1, 1, 2]), tf.ones([1, 1, 1, 1, 1, 1, 2])),
    [1, 1],
  ],
  [
    'wasm/wrongKernels.ts',
    WASM,
    'every second entry of whole numbers',
    () => tf.stridedSlice(tf.tensor1d([1, 2, 3], 'int32'), [0], [3], [2]),
    [1, 3],
  ],
];

const POOLED = { filterSize: 3, strides: 2, pad: 'same' };
const RESIZED = { alignCorners: false };
const run = (kernel: string, inputs: tf.NamedTensorMap, attrs: object): tf.Tensor =>
  tf.engine().runKernel(kernel, inputs, attrs as never);

/** Files whose fault cpu and wasm in Node do not show, and what does. */
const ELSEWHERE: Record<string, string> = {
  'clearWebglSpareLanes.ts': 'webgl only, in a browser: test/conformance/chromium.browser.ts',
  'disposeOptimizer.ts': 'a tensor that is left behind: below',
  'float64OnTfjsNode.ts': 'members of tfjs-node that are not public: test/tfjs/float64OnTfjsNode.test.ts',
  'graphArtifacts.ts': 'members of a GraphModel that are not public: test/models/splitGraph.test.ts',
  'oneBuffer.ts': 'zeros in place of bytes: below',
  'makeCurrent.ts': 'a backend that does not start: below',
  'repairNodeUtilities.ts': 'Node 23 and later with tfjs-node: npm run test:native',
  'rowNorms.ts': 'slow on tfjs-node, and not wrong',
  'splitWebgpuSums.ts': 'webgpu only, in a browser: test/conformance/chromium.browser.ts',
  'watchWasmStart.ts': 'browsers only: test/backends/failedStart.browser.ts',
  'withFastStepOnTfjsNode.ts': 'slow on tfjs-node, and not wrong',
  'gradients/batchNorm.ts': 'slow on wasm, and not wrong',
  'kernels/pointwiseFilterGradient.ts': 'it ends the process of tfjs-node',
  'kernels/registerKernelRepairs.ts': 'the list of the files next to it',
  'tape/engineWithTape.ts': 'members of the engine that are not public: test/tfjs/tape.test.ts',
  'tape/tapeNode.ts': 'members of the engine that are not public: test/tfjs/tape.test.ts',
  'tape/holdInputs.ts':
    'no fault of tf.grad, which walks the tape at once: test/tfjs/firstDerivatives.test.ts (logSigmoid)',
  'tape/inputGradientsOnly.ts': 'slow, and not wrong',
  'tape/insteadOf.ts': 'operations without a gradient: below',
  'tape/noGradient.ts': 'a message without a remedy: below',
  'tape/watchValues.ts': 'a member of the engine that is not public: test/geometry/checks',
  'wasm/conv2dBackpropInput.ts': 'slow, and not wrong',
  'wasm/identity.ts': 'slow, and not wrong',
  'wasm/leadingSums.ts': 'slow, and not wrong',
  'wasm/wasmBackend.ts': 'members of the backend that are not public: every test of a kernel next to it',
};

/** The values, or nothing where the work fails. */
const valuesOf = (work: () => tf.Tensor): number[] | 'an error' => {
  try {
    return tf.tidy(() => Array.from(work().dataSync()));
  } catch {
    return 'an error';
  }
};

const isClose = (values: number[] | 'an error', right: number[] | 'an error'): boolean => {
  if (values === 'an error' || right === 'an error') return values === right;
  const close = (a: number, b: number) => Object.is(a, b) || Math.abs(a - b) <= 1e-5 * Math.abs(b);
  return values.length === right.length && values.every((value, i) => close(value, right[i]));
};

const rowsOn = (backend: Backend, faults: Fault[]) => faults.filter(([, on]) => on.includes(backend));

describe.each(BOTH)('TensorFlow.js as it comes, on %s, is wrong where it is repaired', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it.each(rowsOn(backend, [...GRADIENTS, ...TAPE, ...REFUSED, ...KERNELS]))(
    '%s (%s): %s',
    (_, _on, _what, work, right) => {
      expect(isClose(valuesOf(work), right)).toBe(false);
    },
  );
});

describe('TensorFlow.js as it comes', () => {
  it('makeCurrent.ts: keeps the name of a backend that does not start', async () => {
    await tf.setBackend('cpu');
    tf.registerBackend('broken', () => Promise.reject(new Error('not here')));
    expect(await tf.setBackend('broken')).toBe(false);
    expect(tf.getBackend()).toBe('broken');
    tf.removeBackend('broken');
    await tf.setBackend('cpu');
  });

  it('disposeOptimizer.ts: leaves a tensor of the optimizer with momentum behind', () => {
    const before = tf.memory().numTensors;
    const optimizer = tf.train.momentum(0.1, 0.9);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before + 1);
    (optimizer as unknown as { c: tf.Tensor }).c.dispose();
  });

  it('oneBuffer.ts: reads zeros from a list of buffers of which the last is the longest', () => {
    const buffers = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3, 4, 5)].map(({ buffer }) => buffer);
    expect(new Uint8Array(new tf.io.CompositeArrayBuffer(buffers).slice(3))).toEqual(Uint8Array.of(0, 0)); // not 4, 5
  });

  it('models/seededInitialisers.ts: draws He-normal weights of less variance than the name promises', () => {
    const weights = initializers.heNormal({ seed: 1 }).apply([200, 200]);
    const variance = tf.tidy(() => tf.moments(weights).variance.dataSync()[0]);
    weights.dispose();
    expect(variance / (2 / 200)).toBeCloseTo(0.774, 1); // the variance of a normal variable that is cut at two
  });

  it.each(Object.keys(INSTEAD).filter((name) => !name.endsWith('__op')))(
    'insteadOf.ts: has no gradient of %s',
    (name) => {
      expect(tf.getGradient(name)).toBeUndefined();
    },
  );

  it('noGradient.ts: does not say what to do where a gradient is missing', () => {
    const work = () => gradient((x) => tf.cumprod(x), tf.tensor1d([1, 2]));
    expect(() => tf.tidy(work)).toThrow(/Cannot compute gradient: gradient function not found for Cumprod/);
  });
});

describe.each(BOTH)('TensorFlow.js with the repairs, on %s, is right', (backend) => {
  beforeAll(async () => {
    registerWasmKernels();
    registerKernelRepairs('cpu');
    await tf.setBackend(backend);
  });

  it.each(rowsOn(backend, [...GRADIENTS, ...TAPE, ...KERNELS]))('%s (%s): %s', (_, _on, _what, work, right) => {
    const values = valuesOf(() => measuringScope(false)(work));
    expect(isClose(values, right), `${values}`).toBe(true);
  });
});

it('every file of src/tfjs that names a version of TensorFlow.js has its fault shown here, or a place that shows it', () => {
  const room = fileURLToPath(new URL('../../src/tfjs', import.meta.url));
  const files = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const versioned = files.filter((file) => /4\.22/.test(readFileSync(`${room}/${file}`, 'utf8')));
  const shown = [...GRADIENTS, ...TAPE, ...REFUSED, ...KERNELS].map(([file]) => file);
  expect([...new Set([...shown, ...Object.keys(ELSEWHERE)])].sort()).toEqual(versioned.sort());
  expect(shown.filter((file) => file in ELSEWHERE)).toEqual([]);
});

it('no file outside of src/tfjs repairs a version of TensorFlow.js, apart from initial weights, which are a choice', () => {
  const source = fileURLToPath(new URL('../../src', import.meta.url));
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const others = files.filter((file) => !file.startsWith('tfjs'));
  const versioned = others.filter((file) => /4\.22|\bengine\(\) as /.test(readFileSync(`${source}/${file}`, 'utf8')));
  expect(versioned).toEqual(['models/seededInitialisers.ts']);
});

import {
  addN,
  argMax,
  avgPool,
  backend_util,
  cast,
  equal,
  type GradConfig,
  getGradient,
  mul,
  pad as padTensor,
  registerGradient,
  scalar,
  stack,
  stridedSlice,
  type Tensor,
  type Tensor4D,
  zerosLike,
} from '@tensorflow/tfjs-core';

/** Below every activation, and finite: some backends pad with numbers only. */
const LOWEST = -3.4e38;

/**
 * Second derivatives through pooling, which TensorFlow.js lacks. The gradient of pooling is linear in dy, so its own
 * gradient is the adjoint: from each window of ddx the entry that was the largest of the input (max pooling), or the mean (average
 * pooling).
 */
export function registerPoolingGradients(): void {
  if (!getGradient('MaxPoolGrad')) registerGradient(ofMaxPoolGrad);
  if (!getGradient('AvgPoolGrad')) registerGradient(ofAvgPoolGrad);
}

const ofMaxPoolGrad: GradConfig = {
  kernelName: 'MaxPoolGrad',
  inputsToSave: ['input', 'output'],
  gradFunc: (ddx, [input, output], attrs) => ({
    dy: () => pickLargest(ddx as Tensor4D, input as Tensor4D, attrs as unknown as PoolAttributes),
    input: () => zerosLike(input), // which entry is the largest does not change, almost everywhere
    output: () => zerosLike(output),
  }),
};

const ofAvgPoolGrad: GradConfig = {
  kernelName: 'AvgPoolGrad',
  inputsToSave: ['input'],
  gradFunc: (ddx, [input], attrs) => {
    const { filterSize, strides, pad } = attrs as unknown as PoolAttributes;
    return { dy: () => avgPool(ddx as Tensor4D, filterSize, strides, pad), input: () => zerosLike(input) };
  },
};

interface PoolAttributes {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Of each window the entry of `values` at which `input` is largest: both [n, h, w, c] -> [n, oh, ow, c]. */
function pickLargest(values: Tensor4D, input: Tensor4D, attrs: PoolAttributes): Tensor {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const info = backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { padInfo, filterHeight, filterWidth, strideHeight, strideWidth, outHeight, outWidth } = info;
  const around: [number, number][] = [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ];
  /** Entry (row, column) of every window, for all positions in a window. */
  const entries = (tensor: Tensor4D, outside: number): Tensor[] => {
    const padded = padTensor(tensor, around, outside);
    return Array.from({ length: filterHeight * filterWidth }, (_, at) => {
      const [row, column] = [Math.floor(at / filterWidth), at % filterWidth];
      const end = [row + (outHeight - 1) * strideHeight + 1, column + (outWidth - 1) * strideWidth + 1];
      return stridedSlice(
        padded,
        [0, row, column, 0],
        [info.batchSize, ...end, info.inChannels],
        [1, strideHeight, strideWidth, 1],
      );
    });
  };
  const largest = argMax(stack(entries(input, LOWEST)), 0); // [n, oh, ow, c]
  const chosen = entries(values, 0).map((entry, at) =>
    mul(entry, cast(equal(largest, scalar(at, 'int32')), 'float32')),
  );
  return addN(chosen);
}

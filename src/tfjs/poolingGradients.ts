import {
  add,
  addN,
  argMax,
  avgPool,
  backend_util,
  cast,
  engine,
  equal,
  fill,
  type GradConfig,
  getBackend,
  getKernel,
  type KernelFunc,
  min,
  mul,
  type NamedAttrMap,
  type NamedTensorMap,
  pad as padTensor,
  reshape,
  scalar,
  stack,
  stridedSlice,
  sub,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor2d,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { alongAxis } from './alongAxis.js';
import { gradientOf } from './gradientOf.js';

/** Below every activation, and finite: some backends pad with numbers only. */
const LOWEST = -3.4e38;

/**
 * Gradients of pooling in two and three dimensions, and their own gradients, which TensorFlow.js 4.22 lacks. The gradient of pooling is
 * linear in dy: the derivative of that is the adjoint, from each window of ddx the entry that was the largest of the input, or the mean.
 *
 * Over a padded border the stock gradients of average pooling divide by the whole window on most backends, where the forward pass divides by
 * what of the window is inside. There the gradient is taken axis by axis, a matrix each: the window inside is a box.
 */
export const POOLING_GRADIENTS: readonly GradConfig[] = [
  gradientOf<Pooling>('AvgPool', { inputsToSave: ['x'] }, (dy, [x], attrs) => ({
    x: () =>
      axesOf(x, attrs).some(isPadded)
        ? averaged(dy, x, attrs)
        : engine().runKernel('AvgPoolGrad', { dy, input: x }, attrs as unknown as NamedAttrMap),
  })),
  gradientOf<Pooling>('AvgPool3D', { inputsToSave: ['x'] }, (dy, [x], attrs) => ({ x: () => averaged(dy, x, attrs) })),
  gradientOf<Pooling>('AvgPoolGrad', { inputsToSave: ['input'] }, (ddx, [input], { filterSize, strides, pad }) => ({
    dy: () => avgPool(ddx as Tensor4D, filterSize as number, strides as number, pad),
    input: () => zerosLike(input),
  })),
  gradientOf<Pooling>('MaxPoolGrad', { inputsToSave: ['input', 'output'] }, (ddx, [input, output], attrs) => ({
    dy: () => pickLargest(ddx, input, attrs),
    input: () => zerosLike(input), // which entry is the largest does not change, almost everywhere
    output: () => zerosLike(output),
  })),
  gradientOf<Pooling>('MaxPool', { inputsToSave: ['x'], outputsToSave: [true] }, (dy, [x, y], attrs) => ({
    x: () => run('MaxPoolGrad', { dy, input: seenByMaxPoolGrad(x), output: y }, attrs),
  })),
  gradientOf<Pooling>('MaxPool3D', { inputsToSave: ['x'], outputsToSave: [true] }, (dy, [x, y], attrs) => ({
    x: () => inTwoSteps(dy, x, y, attrs),
  })),
];

const run = (kernelName: string, inputs: NamedTensorMap, attrs: object): Tensor =>
  engine().runKernel(kernelName, inputs, attrs as NamedAttrMap);

const verdicts = new WeakMap<KernelFunc, boolean>();

/** x, moved to where the kernel of this backend finds the largest: the stock one of WebAssembly sees none below zero. */
function seenByMaxPoolGrad(x: Tensor): Tensor {
  const kernel = getKernel('MaxPoolGrad', getBackend())?.kernelFunc;
  if (!kernel || getBackend() !== 'wasm') return x;
  if (!verdicts.has(kernel)) {
    const one = fill([2, 1, 1, 1], 1);
    const below = fill([2, 1, 1, 1], -1);
    const attrs = { filterSize: 1, strides: 1, pad: 'valid' };
    const gradient = run('MaxPoolGrad', { dy: one, input: below, output: below }, attrs);
    verdicts.set(kernel, gradient.dataSync()[1] === 1);
  }
  return verdicts.get(kernel) ? x : add(sub(x, min(x)), 1);
}

interface Pooling {
  filterSize: number[] | number;
  strides: number[] | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Pooling along one spatial axis: of `size` entries, `outputs` windows of `window` entries, the first of them starting at -before. */
interface Axis {
  size: number;
  outputs: number;
  window: number;
  stride: number;
  before: number;
}

function axesOf({ shape }: Tensor, { filterSize, strides, pad, dimRoundingMode }: Pooling): Axis[] {
  if (shape.length === 4) {
    const info = backend_util.computePool2DInfo(
      shape as [number, number, number, number],
      filterSize as number,
      strides as number,
      1,
      pad,
      dimRoundingMode,
    );
    const [h, w] = [info.padInfo.top, info.padInfo.left];
    return [
      axis(info.inHeight, info.outHeight, info.filterHeight, info.strideHeight, h),
      axis(info.inWidth, info.outWidth, info.filterWidth, info.strideWidth, w),
    ];
  }
  const info = backend_util.computePool3DInfo(
    shape as [number, number, number, number, number],
    filterSize as number,
    strides as number,
    1,
    pad,
    dimRoundingMode,
  );
  const { front, top, left } = info.padInfo;
  return [
    axis(info.inDepth, info.outDepth, info.filterDepth, info.strideDepth, front),
    axis(info.inHeight, info.outHeight, info.filterHeight, info.strideHeight, top),
    axis(info.inWidth, info.outWidth, info.filterWidth, info.strideWidth, left),
  ];
}

const axis = (size: number, outputs: number, window: number, stride: number, before: number): Axis => ({
  size,
  outputs,
  window,
  stride,
  before,
});

/** Entries of the axis from the start of the first window to the end of the last, less those that are there. */
const after = ({ size, outputs, window, stride, before }: Axis) => (outputs - 1) * stride + window - before - size;

const isPadded = (along: Axis) => along.before > 0 || after(along) > 0;

/** dy [n, ...outputs, c] -> dx [n, ...sizes, c] of average pooling: each dy spreads evenly over what of its window is inside. */
function averaged(dy: Tensor, x: Tensor, attrs: Pooling): Tensor {
  return axesOf(x, attrs).reduce((tensor, { size, outputs, window, stride, before }, i) => {
    const weights = new Float32Array(outputs * size);
    for (let o = 0; o < outputs; o++) {
      const start = Math.max(0, o * stride - before);
      const end = Math.min(size, o * stride - before + window);
      weights.fill(1 / (end - start), o * size + start, o * size + Math.max(start, end));
    }
    return alongAxis(tensor, i + 1, tensor2d(weights, [outputs, size]) as Tensor2D);
  }, dy);
}

/**
 * dy -> dx of max pooling [n, d, h, w, c]: the largest of a box is the largest over depth, and then over height and width, each a
 * pooling in two dimensions.
 */
function inTwoSteps(dy: Tensor, x: Tensor, y: Tensor, { filterSize, strides, pad, dimRoundingMode }: Pooling): Tensor {
  const [n, d, h, w, c] = x.shape;
  const outputs = y.shape[1]!;
  const three = (sizes: number | number[]) => (typeof sizes === 'number' ? [sizes, sizes, sizes] : sizes);
  const [windows, steps] = [three(filterSize), three(strides)];
  const none: [number, number] = [0, 0];
  const depthPad = typeof pad === 'number' ? [none, [pad, pad] as [number, number], none, none] : pad;
  const overDepth = { filterSize: [windows[0], 1], strides: [steps[0], 1], pad: depthPad, dimRoundingMode };
  const overPlane = { filterSize: windows.slice(1), strides: steps.slice(1), pad, dimRoundingMode };
  const columns = reshape(x, [n, d, h * w, c]);
  const deep = run('MaxPool', { x: columns }, overDepth); // [n, outputs, h w, c]
  const planes = reshape(deep, [n * outputs, h, w, c]);
  const flat = (tensor: Tensor) => reshape(tensor, [n * outputs, ...tensor.shape.slice(2)]);
  const dPlanes = run('MaxPoolGrad', { dy: flat(dy), input: seenByMaxPoolGrad(planes), output: flat(y) }, overPlane);
  const dDeep = reshape(dPlanes, deep.shape);
  return reshape(
    run('MaxPoolGrad', { dy: dDeep, input: seenByMaxPoolGrad(columns), output: deep }, overDepth),
    x.shape,
  );
}

/** Of each window the first entry of `values` at which `input` is largest: both [n, ...sizes, c] -> [n, ...outputs, c]. */
function pickLargest(values: Tensor, input: Tensor, attrs: Pooling): Tensor {
  const axes = axesOf(input, attrs);
  const [n, channels] = [input.shape[0], input.shape[input.rank - 1]];
  const around = axes.map((along): [number, number] => [along.before, Math.max(0, after(along))]);
  const positions = axes.reduce<number[][]>(
    (all, { window }) => all.flatMap((position) => Array.from({ length: window }, (_, i) => [...position, i])),
    [[]],
  );
  /** Entry (row, column) of every window, for all positions in a window. */
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

import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { isTail } from '../kernels/isTail.js';
import { onCpu } from './onCpu.js';
import type { KernelArguments } from './wasmBackend.js';

type Arguments = KernelArguments<Record<string, TensorInfo>>;

/** Binary kernels whose library takes six axes, and leaves the output as it was for more. */
const SIX_AXES = ['Add', 'Sub', 'Multiply', 'RealDiv', 'SquaredDifference'];

/**
 * When kernels of the WebAssembly backend (4.22.0) are wrong, by name. The kernels in plain JavaScript serve these
 * cases.
 */
const wrongWhen: Record<string, (args: Arguments) => boolean> = {
  ...Object.fromEntries(
    SIX_AXES.map((name) => [name, ({ inputs: { a, b } }) => Math.max(a.shape.length, b.shape.length) > 6]),
  ),
  /** 7 // 0 is 12, and the type of the output is that of the inputs. */
  FloorDiv: () => true,
  /** Everything but 0 should become 1, and is cut to its lowest byte instead. */
  Cast: ({ inputs: { x }, attrs }) => attrs.dtype === 'bool' && x.dtype !== 'bool',
  /** The sign is 0 below 1.2e-7. */
  Sign: ({ inputs: { x } }) => x.dtype === 'float32',
  /** The larger of a number and NaN, in that order, is the number. */
  Maximum: ({ inputs: { b }, backend }) => hasNaN(b, backend),
  Minimum: ({ inputs: { b }, backend }) => hasNaN(b, backend),
  /** Slopes are repeated one after the other, which is right where they are broadcast over leading axes only. */
  Prelu: ({ inputs: { x, alpha } }) => !isTail(alpha.shape, x.shape),
  /** Whole numbers are written as the bits of floats. */
  OneHot: ({ attrs }) => attrs.dtype === 'float32',
  /** The type of the output is float32 for every input. */
  StridedSlice: ({ inputs: { x } }) => x.dtype !== 'float32',
  /** Every batch takes the indices of the first. */
  GatherV2: ({ attrs }) => attrs.batchDims !== 0,
  /** A window that sees padding alone gives what the memory held before, and NaN gives -Infinity. */
  MaxPool: (args) => hasNaN(args.inputs.x, args.backend) || hasEmptyWindow(args),
  AvgPool: (args) => hasNaN(args.inputs.x, args.backend) || hasEmptyWindow(args),
  /** The search for the maximum begins at 1e-38. */
  MaxPoolWithArgmax: () => true,
  Dilation2D: () => true,
  Dilation2DBackpropInput: () => true,
  Dilation2DBackpropFilter: () => true,
};

/** Kernels to put in front of those of TensorFlow.js. They return null where those are right. */
export const repairedKernels = Object.entries(wrongWhen).map(
  ([name, isWrong]) => [name, (args: Arguments) => (isWrong(args) ? onCpu(name, args) : null)] as const,
);

function hasNaN(info: TensorInfo, backend: Arguments['backend']): boolean {
  if (info.dtype !== 'float32') return false;
  const values = backend.typedArrayFromHeap(info);
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

/** Whether a pooling window sees padding alone. */
function hasEmptyWindow({ inputs: { x }, attrs }: Arguments): boolean {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as Record<string, never>;
  const shape = x.shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { padInfo, filterHeight, filterWidth } = info;
  const reach = (outputs: number, stride: number, before: number) => (outputs - 1) * stride - before;
  return (
    padInfo.top >= filterHeight ||
    padInfo.left >= filterWidth ||
    reach(info.outHeight, info.strideHeight, padInfo.top) >= info.inHeight ||
    reach(info.outWidth, info.strideWidth, padInfo.left) >= info.inWidth
  );
}

import {
  backend_util,
  getBackend,
  getKernel,
  type KernelFunc,
  type NamedAttrMap,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { refuse } from '../../input/checks.js';

type Sizes = Record<string, unknown>;
const { computeConv2DInfo, computeConv3DInfo, computePool2DInfo, computePool3DInfo } =
  backend_util as unknown as Record<string, (...args: unknown[]) => { outShape: number[] }>;

const conv2d = (depthwise: boolean) => (x: number[], filter: number[], a: Sizes) => {
  const format = (backend_util.convertConv2DDataFormat as (format: unknown) => unknown)(a.dataFormat ?? 'NHWC');
  return computeConv2DInfo(x, filter, a.strides, a.dilations ?? 1, a.pad, a.dimRoundingMode, depthwise, format);
};
const pool2d = (x: number[], _: number[], a: Sizes) =>
  computePool2DInfo(x, a.filterSize, a.strides, 1, a.pad, a.dimRoundingMode);
const pool3d = (x: number[], _: number[], a: Sizes) =>
  computePool3DInfo(x, a.filterSize, a.strides, 1, a.pad, a.dimRoundingMode, a.dataFormat);

/** Kernels that slide a window, each with the shape that it returns. */
const WINDOWS: Record<string, (x: number[], filter: number[], attrs: Sizes) => { outShape: number[] }> = {
  Conv2D: conv2d(false),
  FusedConv2D: conv2d(false),
  DepthwiseConv2dNative: conv2d(true),
  FusedDepthwiseConv2D: conv2d(true),
  Conv3D: (x, filter, a) => computeConv3DInfo(x, filter, a.strides, a.dilations, a.pad),
  MaxPool: pool2d,
  AvgPool: pool2d,
  MaxPool3D: pool3d,
  AvgPool3D: pool3d,
};

/**
 * Runs work in which a convolution or pool is refused when its window is larger than its input. TensorFlow.js 4.22.0
 * makes an empty tensor of it. The mean of that is 0 on cpu, without an error, and the kernels of wasm write outside of
 * it, so the refusal comes before the kernel runs.
 */
export function refuseEmptyMaps<T>(work: () => T): T {
  const backendName = getBackend();
  const swapped = Object.keys(WINDOWS).flatMap((name) => getKernel(name, backendName) ?? []);
  for (const stock of swapped) {
    unregisterKernel(stock.kernelName, backendName);
    registerKernel({ ...stock, kernelFunc: guarded(stock.kernelName, stock.kernelFunc) });
  }
  try {
    return work();
  } finally {
    for (const stock of swapped) {
      unregisterKernel(stock.kernelName, backendName);
      registerKernel(stock);
    }
  }
}

function guarded(kernelName: string, stock: KernelFunc): KernelFunc {
  return (args) => {
    const { x, filter } = args.inputs as Record<string, TensorInfo>;
    const { outShape } = WINDOWS[kernelName](x.shape, filter?.shape, args.attrs as NamedAttrMap);
    if (x.shape.every((size) => size > 0) && outShape.some((size) => size < 1)) {
      const window = filter ? filter.shape.slice(0, -2) : args.attrs?.filterSize;
      const sizes = [window].flat().join(' x ');
      const got = `an empty map inside f: a window of ${sizes} on values of shape [${x.shape}] (${kernelName})`;
      refuse('x', 'large enough for f', got, 'Pass larger images, or leave out the layers that shrink them.');
    }
    return stock(args);
  };
}

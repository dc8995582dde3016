import {
  concat,
  type GradConfig,
  gather,
  getGradient,
  registerGradient,
  reshape,
  slice,
  type Tensor,
  zeros,
} from '@tensorflow/tfjs-core';
import { runKernel } from './runKernel.js';

type Four = [number, number, number, number];

/** `dilations` as two numbers. The operation also takes one number, or nothing for 1. */
const pair = (dilations: unknown): [number, number] =>
  Array.isArray(dilations)
    ? [dilations[0], dilations[1] ?? dilations[0]]
    : [Number(dilations ?? 1), Number(dilations ?? 1)];

/**
 * The gradients of a convolution with dilation, which TensorFlow.js 4.22.0 refuses on every backend. A convolution with
 * dilation d is a plain one with d - 1 zeros between the taps of its filter. Its gradients are therefore those of the
 * plain convolution, and that in the filter is read at the taps.
 */
function withDilation({ kernelName, inputsToSave, gradFunc }: GradConfig): GradConfig {
  return {
    kernelName,
    inputsToSave,
    gradFunc: (dy, saved, attrs) => {
      const [height, width] = pair(attrs.dilations);
      if (height === 1 && width === 1) return gradFunc(dy, saved, attrs);
      const [x, filter] = saved;
      const [inputShape, filterShape] = [x.shape as Four, filter.shape as Four];
      const spreadShape: Four = [
        (filterShape[0] - 1) * height + 1,
        (filterShape[1] - 1) * width + 1,
        filterShape[2],
        filterShape[3],
      ];
      const plain = { ...attrs, dilations: [1, 1] };
      const stem = kernelName === 'Conv2D' ? 'Conv2D' : 'DepthwiseConv2dNative';
      return {
        x: () => {
          const spread = spreadFilter(filter, spreadShape, height, width);
          return runKernel(`${stem}BackpropInput`, { dy: dy as Tensor, filter: spread }, { ...plain, inputShape });
        },
        filter: () => {
          const spread = runKernel(
            `${stem}BackpropFilter`,
            { x, dy: dy as Tensor },
            { ...plain, filterShape: spreadShape },
          );
          const taps = (count: number, step: number) => Array.from({ length: count }, (_, i) => i * step);
          return gather(gather(spread, taps(filterShape[0], height)), taps(filterShape[1], width), 1);
        },
      };
    },
  };
}

/** filter [kh, kw, c, f] -> [(kh - 1) dh + 1, (kw - 1) dw + 1, c, f], with zeros between the taps. */
function spreadFilter(filter: Tensor, shape: Four, height: number, width: number): Tensor {
  const [kh, kw, c, f] = filter.shape;
  const rows = reshape(filter, [kh, 1, kw * c * f]);
  const tall = concat([rows, zeros([kh, height - 1, kw * c * f])], 1);
  const columns = reshape(tall, [kh * height * kw, 1, c * f]);
  const wide = concat([columns, zeros([kh * height * kw, width - 1, c * f])], 1);
  return slice(reshape(wide, [kh * height, kw * width, c, f]), [0, 0, 0, 0], shape);
}

const spreading = new WeakSet<GradConfig>();

/** The registered gradients of the 2-D and the depthwise convolution, extended to dilation. */
export function dilatedConvolutionGradients(): GradConfig[] {
  return ['Conv2D', 'DepthwiseConv2dNative'].flatMap((kernelName) => {
    const stock = getGradient(kernelName);
    if (!stock || spreading.has(stock)) return [];
    const ours = withDilation(stock);
    spreading.add(ours);
    return [ours];
  });
}

/** Extends the registered gradients of the 2-D and the depthwise convolution to dilation, on every backend. */
export function registerDilatedConvolutionGradients(): void {
  for (const gradient of dilatedConvolutionGradients()) registerGradient(gradient);
}

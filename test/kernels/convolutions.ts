import { activations, type Case, type Cases, normal } from './inputs.js';
import { overWindows } from './windows.js';

const convolution = (depthwise: boolean): Case[] =>
  overWindows(
    ({ input, filter, strides, pad, dilations }) => ({
      inputs: { x: normal(...input), filter: normal(...filter) },
      attrs: { strides, pad, dilations, dataFormat: 'NHWC', dimRoundingMode: 'floor' },
    }),
    { depthwise },
  );
/** One in five of the convolutions for each activation, others for every one. */
const fusedConvolution = (depthwise: boolean): Case[] =>
  activations.flatMap((activation, i) =>
    overWindows(
      ({ input, filter, output, strides, pad, dilations }) => ({
        inputs: {
          x: normal(...input),
          filter: normal(...filter),
          ...(i % 2 ? { bias: normal(output[3]) } : {}),
          ...(activation === 'prelu' ? { preluActivationWeights: normal(output[3]) } : {}),
        },
        attrs: {
          strides,
          pad,
          dilations,
          dataFormat: 'NHWC',
          dimRoundingMode: 'floor',
          activation,
          leakyreluAlpha: 0.3,
        },
      }),
      { depthwise },
    ).filter((_, at) => at % 5 === i % 5),
  );

function dilationGradients(): Case[] {
  return overWindows(({ input, filter, output, strides, pad, dilations }) => ({
    inputs: {
      x: normal(...input),
      filter: normal(...filter.slice(0, 2), input[3]),
      dy: normal(...output.slice(0, 3), input[3]),
    },
    attrs: { strides, pad, dilations },
  })).filter(({ attrs }) => typeof attrs?.pad === 'string');
}

/** Over windows of images. */
export const convolutions: Cases = {
  Conv2D: () => convolution(false),
  FusedConv2D: () => fusedConvolution(false),
  DepthwiseConv2dNative: () => convolution(true),
  FusedDepthwiseConv2D: () => fusedConvolution(true),
  Conv2DBackpropInput: () =>
    overWindows(
      ({ input, filter, output, strides, pad }) => ({
        inputs: { dy: normal(...output), filter: normal(...filter) },
        attrs: { inputShape: input, strides, pad, dataFormat: 'NHWC', dimRoundingMode: 'floor' },
      }),
      { dilate: false },
    ),
  Conv2DBackpropFilter: () =>
    overWindows(
      ({ input, filter, output, strides, pad }) => ({
        inputs: { x: normal(...input), dy: normal(...output) },
        attrs: { filterShape: filter, strides, pad, dataFormat: 'NHWC', dimRoundingMode: 'floor' },
      }),
      { dilate: false },
    ),
  DepthwiseConv2dNativeBackpropInput: () =>
    overWindows(
      ({ input, filter, output, strides, pad, dilations }) => ({
        inputs: { dy: normal(...output), filter: normal(...filter) },
        attrs: { inputShape: input, strides, pad, dilations, dimRoundingMode: 'floor' },
      }),
      { depthwise: true, dilate: false },
    ),
  DepthwiseConv2dNativeBackpropFilter: () =>
    overWindows(
      ({ input, filter, output, strides, pad, dilations }) => ({
        inputs: { x: normal(...input), dy: normal(...output) },
        attrs: { filterShape: filter, strides, pad, dilations, dimRoundingMode: 'floor' },
      }),
      { depthwise: true, dilate: false },
    ),
  Dilation2D: () =>
    overWindows(({ input, filter, strides, pad, dilations }) => ({
      inputs: { x: normal(...input), filter: normal(...filter.slice(0, 2), input[3]) },
      attrs: { strides, pad, dilations },
    })).filter(({ attrs }) => typeof attrs?.pad === 'string'),
  Dilation2DBackpropInput: () => dilationGradients(),
  Dilation2DBackpropFilter: () => dilationGradients(),
};

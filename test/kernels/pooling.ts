import { type Case, type Cases, normal, tied } from './inputs.js';
import { overWindows } from './windows.js';

const pooled = (gradient: boolean): Case[] =>
  [normal, tied].flatMap((make, i) =>
    overWindows(
      ({ input, filter, output, strides, pad }): Case => ({
        inputs: gradient
          ? {
              dy: normal(...output.slice(0, 3), input[3]),
              input: make(...input),
              output: normal(...output.slice(0, 3), input[3]),
            }
          : { x: make(...input) },
        attrs: { filterSize: filter.slice(0, 2), strides, pad, dimRoundingMode: 'floor' },
      }),
      { dilate: false },
    ).filter((_, at) => at % 2 === i),
  );

/** Over windows without weights. */
export const pooling: Cases = {
  MaxPool: () => pooled(false),
  AvgPool: () => pooled(false),
  MaxPoolGrad: () => pooled(true),
  AvgPoolGrad: () => pooled(true),
  MaxPoolWithArgmax: () =>
    pooled(false)
      .filter(({ attrs }) => typeof attrs?.pad === 'string')
      .map(({ inputs, attrs }) => ({ inputs, attrs: { ...attrs, includeBatchInIndex: false } })),
};

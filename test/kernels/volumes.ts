import { type Case, type Cases, normal, rows, table, tied } from './inputs.js';
import { outSize, type Pad } from './windows.js';

const boxes = table(
  '4 5 3 | 2 2 2 | 1 1 1',
  '4 5 3 | 3 3 3 | 1 1 1',
  '4 5 6 | 3 3 3 | 2 2 2',
  '5 5 5 | 1 1 1 | 2 2 2',
  '4 4 5 | 2 3 1 | 2 1 3',
  '4 4 4 | 2 2 2 | 2 2 2',
);
const volumetric = (
  make: (at: { input: number[]; filter: number[]; output: number[]; strides: number[]; pad: Pad }) => Case,
): Case[] =>
  rows('1 1 2', '2 3 4').flatMap(([n, c, f]) =>
    boxes.flatMap(([lengths, taps, strides]) =>
      (['same', 'valid'] as const).flatMap((pad) => {
        const outputs = lengths.map((length, i) => outSize(length, taps[i], strides[i], pad, i));
        if (Math.min(...outputs) < 1) return [];
        return make({ input: [n, ...lengths, c], filter: [...taps, c, f], output: [n, ...outputs, f], strides, pad });
      }),
    ),
  );
const pooling3d = (gradient: boolean): Case[] =>
  [normal, tied].flatMap((values) =>
    volumetric(
      ({ input, filter, output, strides, pad }): Case => ({
        inputs: gradient
          ? {
              dy: normal(...output.slice(0, 4), input[4]),
              input: values(...input),
              output: normal(...output.slice(0, 4), input[4]),
            }
          : { x: values(...input) },
        attrs: { filterSize: filter.slice(0, 3), strides, pad, dimRoundingMode: 'floor', dataFormat: 'NDHWC' },
      }),
    ),
  );

/** Over windows of volumes. */
export const volumes: Cases = {
  Conv3D: () =>
    volumetric(({ input, filter, strides, pad }) => ({
      inputs: { x: normal(...input), filter: normal(...filter) },
      attrs: { strides, pad, dataFormat: 'NDHWC', dilations: [1, 1, 1] },
    })),
  Conv3DBackpropInputV2: () =>
    volumetric(({ input, filter, output, strides, pad }) => ({
      inputs: { dy: normal(...output), filter: normal(...filter) },
      attrs: { inputShape: input, strides, pad },
    })),
  Conv3DBackpropFilterV2: () =>
    volumetric(({ input, filter, output, strides, pad }) => ({
      inputs: { x: normal(...input), dy: normal(...output) },
      attrs: { filterShape: filter, strides, pad },
    })),
  MaxPool3D: () => pooling3d(false),
  AvgPool3D: () => pooling3d(false),
  MaxPool3DGrad: () => pooling3d(true),
  AvgPool3DGrad: () => pooling3d(true),
};

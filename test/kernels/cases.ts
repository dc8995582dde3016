import { below, given, type Input, normal, positive, special, tied, truth, whole } from './inputs.js';

/** One call of a kernel. Inputs that are a list (Concat, Pack, AddN) have the keys '0', '1', ... */
export interface Case {
  inputs: Record<string, Input>;
  attrs?: Record<string, unknown>;
}

const shapes = [[], [1], [7], [3, 5], [2, 3, 4], [1, 2, 1, 3], [2, 1, 3, 1, 2], [1, 2, 1, 3, 1, 2]];
const product = (shape: number[]) => shape.reduce((a, b) => a * b, 1);

/** Of one float tensor, of every rank, and of special values. */
const unary = (attrs: Record<string, unknown> = {}, make = normal): Case[] => [
  ...shapes.map((shape) => ({ inputs: { x: make(...shape) }, attrs })),
  { inputs: { x: special() }, attrs },
];

const pairs: [number[], number[]][] = [
  [[], []],
  [[5], []],
  [[], [2, 3]],
  [[7], [7]],
  [[3, 5], [5]],
  [
    [3, 5],
    [3, 1],
  ],
  [
    [3, 1],
    [1, 5],
  ],
  [
    [2, 3, 4],
    [3, 1],
  ],
  [
    [2, 1, 4],
    [3, 1],
  ],
  [[4], [2, 3, 4]],
  [
    [2, 3, 4, 5],
    [4, 1],
  ],
  [
    [2, 3, 1, 5],
    [2, 1, 4, 5],
  ],
  [
    [2, 1, 3, 1, 2],
    [3, 2, 1],
  ],
  [
    [2, 1, 3, 1, 2, 1],
    [1, 2, 3],
  ],
  [
    [1, 2, 1, 2, 1, 2, 3],
    [1, 2, 1, 2, 1, 2, 3],
  ],
  [
    [1, 2, 1, 2, 1, 2, 3],
    [2, 1, 2, 1, 1],
  ],
];
const every = (values: number[]): [Input, Input] => {
  const n = values.length;
  return [given(values.flatMap((v) => Array(n).fill(v))), given(Array(n).fill(values).flat())];
};
const edges = [Number.NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -2.5, 3, -3];

const binary = (make = normal, integers = false): Case[] => [
  ...pairs.map(([a, b]) => ({ inputs: { a: make(...a), b: make(...b) } })),
  ...(integers ? pairs.map(([a, b]) => ({ inputs: { a: whole(...a), b: whole(...b) } })) : []),
  ...(integers
    ? [
        {
          inputs: {
            a: { ...every([0, 1, -1, 3, -7])[0], dtype: 'int32' as const },
            b: { ...every([2, 1, -1, 3, -7])[1], dtype: 'int32' as const },
          },
        },
      ]
    : []),
  { inputs: { a: every(edges)[0], b: every(edges)[1] } },
];
const comparison = (): Case[] => [...binary(normal, true), ...binary(tied)];
const logical = (): Case[] => pairs.map(([a, b]) => ({ inputs: { a: truth(...a), b: truth(...b) } }));

const axes = [
  [[7], [0]],
  [[3, 5], [0]],
  [[3, 5], [1]],
  [
    [3, 5],
    [0, 1],
  ],
  [[3, 5], [-1]],
  [[2, 3, 4], [0]],
  [[2, 3, 4], [1]],
  [[2, 3, 4], [2]],
  [
    [2, 3, 4],
    [0, 2],
  ],
  [
    [2, 3, 4],
    [0, 1],
  ],
  [
    [2, 3, 4],
    [2, 1],
  ],
  [[2, 3, 4], []],
  [
    [2, 3, 4, 5],
    [1, 2],
  ],
  [
    [2, 3, 4, 5],
    [0, 1, 2],
  ],
  [
    [2, 3, 4, 5],
    [1, 3],
  ],
  [
    [2, 3, 1, 2, 2],
    [1, 3],
  ],
  [
    [2, 3, 1, 2, 2, 2],
    [0, 4],
  ],
  [[33, 9], [0]],
  [[300, 9], [0]],
] as [number[], number[]][];
const reduction = (makes: ((...shape: number[]) => Input)[]): Case[] =>
  makes.flatMap((make) =>
    axes.flatMap(([shape, axis]) =>
      [false, true].map((keepDims) => ({ inputs: { x: make(...shape) }, attrs: { axis, keepDims } })),
    ),
  );
const alongOne = (makes: ((...shape: number[]) => Input)[]): Case[] =>
  makes.flatMap((make) =>
    axes
      .filter(([, axis]) => axis.length === 1 && axis[0] >= 0)
      .map(([shape, [axis]]) => ({ inputs: { x: make(...shape) }, attrs: { axis } })),
  );
const cumulative = (): Case[] =>
  [normal, whole].flatMap((make) =>
    axes
      .filter(([, axis]) => axis.length === 1 && axis[0] >= 0)
      .flatMap(([shape, [axis]]) =>
        [
          [false, false],
          [true, false],
          [false, true],
          [true, true],
        ].map(([exclusive, reverse]) => ({
          inputs: { x: make(...shape) },
          attrs: { axis, exclusive, reverse },
        })),
      ),
  );

const flips = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
];
const swap = (shape: number[], yes: boolean) =>
  yes ? [...shape.slice(0, -2), shape.at(-1) as number, shape.at(-2) as number] : shape;
const products: [number[], number[]][] = [
  [
    [1, 1, 1],
    [1, 1, 1],
  ],
  [
    [1, 3, 4],
    [1, 4, 5],
  ],
  [
    [1, 5, 3],
    [1, 3, 2],
  ],
  [
    [2, 3, 7],
    [2, 7, 4],
  ],
  [
    [2, 8, 6],
    [1, 6, 9],
  ],
  [
    [1, 8, 6],
    [3, 6, 9],
  ],
  [
    [1, 65, 33],
    [1, 33, 17],
  ],
  [
    [2, 3, 2, 5],
    [2, 3, 5, 4],
  ],
  [
    [1, 3, 2, 5],
    [2, 1, 5, 4],
  ],
];
const matrixProducts = (): Case[] =>
  products.flatMap(([a, b]) =>
    flips.map(([transposeA, transposeB]) => ({
      inputs: { a: normal(...swap(a, transposeA)), b: normal(...swap(b, transposeB)) },
      attrs: { transposeA, transposeB },
    })),
  );
const activations = ['linear', 'relu', 'relu6', 'prelu', 'leakyrelu', 'sigmoid', 'elu'];
const fusedProducts = (): Case[] =>
  products
    .filter(([a, b]) => a.length === 3 && a[0] === b[0])
    .flatMap(([a, b]) =>
      flips.flatMap(([transposeA, transposeB]) =>
        activations.map((activation, i) => ({
          inputs: {
            a: normal(...swap(a, transposeA)),
            b: normal(...swap(b, transposeB)),
            ...(i % 2 ? { bias: normal(b.at(-1) as number) } : {}),
            ...(activation === 'prelu' ? { preluActivationWeights: normal(b.at(-1) as number) } : {}),
          },
          attrs: { transposeA, transposeB, activation, leakyreluAlpha: 0.3 },
        })),
      ),
    );

type Pad = 'same' | 'valid' | number | number[][];
const explicit = [
  [0, 0],
  [2, 1],
  [0, 1],
  [0, 0],
];
const pads: Pad[] = ['same', 'valid', 1, explicit];
const windows: [number[], number[], number[]][] = [
  // input height and width, filter, strides
  [
    [6, 7],
    [3, 3],
    [1, 1],
  ],
  [
    [6, 7],
    [3, 3],
    [2, 2],
  ],
  [
    [5, 5],
    [1, 1],
    [1, 1],
  ],
  [
    [5, 6],
    [1, 1],
    [2, 2],
  ],
  [
    [5, 4],
    [2, 3],
    [3, 3],
  ],
  [
    [7, 4],
    [3, 2],
    [1, 2],
  ],
  [
    [4, 4],
    [4, 4],
    [1, 1],
  ],
  [
    [9, 3],
    [2, 2],
    [2, 1],
  ],
];
const outSize = (inSize: number, filter: number, stride: number, pad: Pad, axis: number, dilation = 1) => {
  const taps = (filter - 1) * dilation + 1;
  if (pad === 'same') return Math.ceil(inSize / stride);
  const around = pad === 'valid' ? 0 : typeof pad === 'number' ? 2 * pad : pad[axis + 1][0] + pad[axis + 1][1];
  return Math.floor((inSize + around - taps) / stride) + 1;
};
const convolutions = (
  make: (at: {
    input: number[];
    filter: number[];
    output: number[];
    strides: number[];
    pad: Pad;
    dilations: number[];
  }) => Case,
  { depthwise = false, dilate = true } = {},
): Case[] =>
  [
    [1, 3, 4],
    [3, 1, 1],
    [2, 4, 8],
    [2, 5, 3],
  ].flatMap(([n, c, f]) =>
    windows.flatMap(([[h, w], [kh, kw], strides]) =>
      pads
        .filter((pad) => typeof pad !== 'number' || (kh === kw && strides[0] === strides[1]))
        .flatMap((pad) =>
          (dilate && Math.max(...strides) === 1 ? [1, 2] : [1]).flatMap((dilation) => {
            const [oh, ow] = [h, w].map((length, i) => outSize(length, [kh, kw][i], strides[i], pad, i, dilation));
            if (Math.min(oh, ow) < 1) return [];
            const channels = depthwise ? c * (f > 3 ? 2 : 1) : f;
            return make({
              input: [n, h, w, c],
              filter: depthwise ? [kh, kw, c, channels / c] : [kh, kw, c, f],
              output: [n, oh, ow, channels],
              strides,
              pad,
              dilations: [dilation, dilation],
            });
          }),
        ),
    ),
  );
const convolution = (depthwise: boolean): Case[] =>
  convolutions(
    ({ input, filter, strides, pad, dilations }) => ({
      inputs: { x: normal(...input), filter: normal(...filter) },
      attrs: { strides, pad, dilations, dataFormat: 'NHWC', dimRoundingMode: 'floor' },
    }),
    { depthwise },
  );
/** One in five of the convolutions for each activation, others for every one. */
const fusedConvolution = (depthwise: boolean): Case[] =>
  activations.flatMap((activation, i) =>
    convolutions(
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

const pooling = (gradient: boolean): Case[] =>
  [normal, tied].flatMap((make, i) =>
    convolutions(
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

const volumes: [number[], number[], number[]][] = [
  [
    [4, 5, 3],
    [2, 2, 2],
    [1, 1, 1],
  ],
  [
    [4, 5, 3],
    [3, 3, 3],
    [1, 1, 1],
  ],
  [
    [4, 5, 6],
    [3, 3, 3],
    [2, 2, 2],
  ],
  [
    [5, 5, 5],
    [1, 1, 1],
    [2, 2, 2],
  ],
  [
    [4, 4, 5],
    [2, 3, 1],
    [2, 1, 3],
  ],
  [
    [4, 4, 4],
    [2, 2, 2],
    [2, 2, 2],
  ],
];
const volumetric = (
  make: (at: { input: number[]; filter: number[]; output: number[]; strides: number[]; pad: Pad }) => Case,
): Case[] =>
  [
    [1, 1, 2],
    [2, 3, 4],
  ].flatMap(([n, c, f]) =>
    volumes.flatMap(([lengths, taps, strides]) =>
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

const images: [number[], [number, number]][] = [
  [
    [1, 2, 3, 1],
    [4, 6],
  ],
  [
    [2, 5, 4, 3],
    [3, 7],
  ],
  [
    [1, 4, 4, 2],
    [2, 2],
  ],
  [
    [2, 3, 3, 1],
    [1, 1],
  ],
  [
    [1, 1, 1, 2],
    [3, 2],
  ],
  [
    [1, 3, 5, 2],
    [3, 5],
  ],
];
const resizing = (gradient: boolean): Case[] =>
  images.flatMap(([shape, size]) =>
    [
      [false, false],
      [true, false],
      [false, true],
    ].map(
      ([alignCorners, halfPixelCenters]): Case => ({
        inputs: gradient
          ? { images: normal(...shape), dy: normal(shape[0], ...size, shape[3]) }
          : { images: normal(...shape) },
        attrs: { alignCorners, halfPixelCenters, size },
      }),
    ),
  );

const permutations = (n: number): number[][] =>
  n === 0
    ? [[]]
    : permutations(n - 1).flatMap((p) => Array.from({ length: n }, (_, i) => [...p.slice(0, i), n - 1, ...p.slice(i)]));

const list = (make: (...shape: number[]) => Input, ...all: number[][]) =>
  Object.fromEntries(all.map((shape, i) => [String(i), make(...shape)]));
const both = [normal, whole];

/** Inputs of kernels, by the kernel's name. */
export const cases: Record<string, () => Case[]> = {
  ...Object.fromEntries(
    [
      'Abs',
      'Acos',
      'Acosh',
      'Asin',
      'Asinh',
      'Atan',
      'Atanh',
      'Ceil',
      'Cos',
      'Cosh',
      'Elu',
      'Erf',
      'Exp',
      'Expm1',
      'Floor',
      'IsFinite',
      'IsInf',
      'IsNan',
      'Log',
      'Log1p',
      'Neg',
      'Reciprocal',
      'Relu',
      'Relu6',
      'Round',
      'Rsqrt',
      'Selu',
      'Sigmoid',
      'Sign',
      'Sin',
      'Sinh',
      'Softplus',
      'Sqrt',
      'Square',
      'Tan',
      'Tanh',
      'OnesLike',
      'ZerosLike',
      'Identity',
    ].map((name) => [name, () => [...unary(), ...unary({}, positive)]]),
  ),
  Abs: () => [...unary(), { inputs: { x: whole(3, 4) } }],
  Neg: () => [...unary(), { inputs: { x: whole(3, 4) } }],
  Square: () => [...unary(), { inputs: { x: whole(3, 4) } }],
  Relu: () => [...unary(), { inputs: { x: whole(3, 4) } }],
  Sign: () => [...unary(), { inputs: { x: whole(3, 4) } }],
  Identity: () => [...unary(), { inputs: { x: whole(3, 4) } }, { inputs: { x: truth(3, 4) } }],
  LogicalNot: () => shapes.map((shape) => ({ inputs: { x: truth(...shape) } })),
  LeakyRelu: () => [0.2, 0, 1, 2, -1].flatMap((alpha) => unary({ alpha })),
  Step: () => [0, 0.2].flatMap((alpha) => unary({ alpha })),
  ClipByValue: () => [
    ...unary({ clipValueMin: -0.5, clipValueMax: 0.7 }),
    { inputs: { x: whole(5) }, attrs: { clipValueMin: -1, clipValueMax: 2 } },
  ],
  Cast: () =>
    ['float32', 'int32', 'bool'].flatMap((dtype) => [
      { inputs: { x: given([-1.7, -1, -0.4, 0, 0.4, 1, 1.7, 3, 254]) }, attrs: { dtype } },
      { inputs: { x: given([0.4, 0.6]) }, attrs: { dtype } },
      { inputs: { x: whole(3, 4) }, attrs: { dtype } },
      { inputs: { x: truth(3, 4) }, attrs: { dtype } },
    ]),

  Add: () => binary(normal, true),
  Sub: () => binary(normal, true),
  Multiply: () => binary(normal, true),
  RealDiv: () => binary(normal),
  FloorDiv: () => [
    ...binary(normal),
    { inputs: { a: given([0, 5, -5, 7], [4], 'int32'), b: given([3, 2, 2, -2], [4], 'int32') } },
    { inputs: { a: given([5, 0, 1], [3], 'int32'), b: given([0, 0, 2], [3], 'int32') } },
  ],
  Maximum: () => binary(normal, true),
  Minimum: () => binary(normal, true),
  Mod: () => [...binary(normal), { inputs: { a: whole(3, 4), b: given([3, -2, 5, 1], [4], 'int32') } }],
  Pow: () => [...binary(normal), ...binary(positive), { inputs: { a: whole(3, 4), b: below(4, 4) } }],
  SquaredDifference: () => binary(normal, true),
  Atan2: () => binary(normal),
  Prelu: () =>
    binary(normal)
      .map(({ inputs: { a, b } }) => ({ inputs: { x: a, alpha: b } }))
      .filter(({ inputs }) => product(inputs.x.shape) >= product(inputs.alpha.shape)),
  EluGrad: () => shapes.map((shape) => ({ inputs: { dy: normal(...shape), y: normal(...shape) } })),
  BitwiseAnd: () => [{ inputs: { a: below(100, 3, 4), b: below(100, 3, 4) } }],
  AddN: () => shapes.map((shape) => ({ inputs: list(normal, shape, shape, shape) })),
  ...Object.fromEntries(
    ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'].map((name) => [name, comparison]),
  ),
  ...Object.fromEntries(['LogicalAnd', 'LogicalOr'].map((name) => [name, logical])),

  Sum: () => reduction([normal, whole]),
  Mean: () => reduction([normal]),
  Max: () => reduction([normal, whole, tied]),
  Min: () => reduction([normal, whole, tied]),
  Prod: () => reduction([normal, whole]),
  All: () => reduction([truth]),
  Any: () => reduction([truth]),
  ArgMax: () => alongOne([normal, whole, tied]),
  ArgMin: () => alongOne([normal, whole, tied]),
  Cumsum: cumulative,
  Cumprod: cumulative,
  Softmax: () =>
    [[7], [3, 5], [2, 3, 4], [1, 1]].map((shape) => ({
      inputs: { logits: normal(...shape) },
      attrs: { dim: shape.length - 1 },
    })),

  BatchMatMul: matrixProducts,
  _FusedMatMul: fusedProducts,

  Conv2D: () => convolution(false),
  FusedConv2D: () => fusedConvolution(false),
  DepthwiseConv2dNative: () => convolution(true),
  FusedDepthwiseConv2D: () => fusedConvolution(true),
  Conv2DBackpropInput: () =>
    convolutions(
      ({ input, filter, output, strides, pad }) => ({
        inputs: { dy: normal(...output), filter: normal(...filter) },
        attrs: { inputShape: input, strides, pad, dataFormat: 'NHWC', dimRoundingMode: 'floor' },
      }),
      { dilate: false },
    ),
  Conv2DBackpropFilter: () =>
    convolutions(
      ({ input, filter, output, strides, pad }) => ({
        inputs: { x: normal(...input), dy: normal(...output) },
        attrs: { filterShape: filter, strides, pad, dataFormat: 'NHWC', dimRoundingMode: 'floor' },
      }),
      { dilate: false },
    ),
  DepthwiseConv2dNativeBackpropInput: () =>
    convolutions(
      ({ input, filter, output, strides, pad, dilations }) => ({
        inputs: { dy: normal(...output), filter: normal(...filter) },
        attrs: { inputShape: input, strides, pad, dilations, dimRoundingMode: 'floor' },
      }),
      { depthwise: true, dilate: false },
    ),
  DepthwiseConv2dNativeBackpropFilter: () =>
    convolutions(
      ({ input, filter, output, strides, pad, dilations }) => ({
        inputs: { x: normal(...input), dy: normal(...output) },
        attrs: { filterShape: filter, strides, pad, dilations, dimRoundingMode: 'floor' },
      }),
      { depthwise: true, dilate: false },
    ),
  MaxPool: () => pooling(false),
  AvgPool: () => pooling(false),
  MaxPoolGrad: () => pooling(true),
  AvgPoolGrad: () => pooling(true),
  MaxPoolWithArgmax: () =>
    pooling(false)
      .filter(({ attrs }) => typeof attrs?.pad === 'string')
      .map(({ inputs, attrs }) => ({ inputs, attrs: { ...attrs, includeBatchInIndex: false } })),
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
  Dilation2D: () =>
    convolutions(({ input, filter, strides, pad, dilations }) => ({
      inputs: { x: normal(...input), filter: normal(...filter.slice(0, 2), input[3]) },
      attrs: { strides, pad, dilations },
    })).filter(({ attrs }) => typeof attrs?.pad === 'string'),
  Dilation2DBackpropInput: () => dilationGradients(),
  Dilation2DBackpropFilter: () => dilationGradients(),

  FusedBatchNorm: () =>
    (
      [
        [[2, 3, 4, 5], [5]],
        [[4, 3], [3]],
        [[2, 3, 4], [4]],
        [
          [2, 3, 4],
          [2, 3, 4],
        ],
        [
          [2, 3, 4, 5],
          [1, 1, 1, 5],
        ],
        [
          [2, 3, 4, 5],
          [1, 3, 4, 5],
        ],
        [
          [2, 3, 4, 5],
          [3, 1, 1],
        ],
        [
          [2, 3, 4, 5],
          [1, 3, 1, 1],
        ],
        [
          [2, 3, 4, 5],
          [2, 1, 1, 1],
        ],
        [[1, 1, 1, 1], [1]],
      ] as [number[], number[]][]
    ).flatMap(([x, of]) =>
      [0, 1, 2, 3].map((which) => ({
        inputs: {
          x: normal(...x),
          mean: normal(...of),
          variance: positive(...of),
          ...(which & 1 ? { scale: normal(...of) } : {}),
          ...(which & 2 ? { offset: normal(...of) } : {}),
        },
        attrs: { varianceEpsilon: 0.01 },
      })),
    ),
  LRN: () =>
    [
      [1, 2, 3, 7],
      [2, 2, 2, 1],
      [1, 1, 1, 4],
    ].flatMap((shape) =>
      [1, 2, 5].map((depthRadius) => ({
        inputs: { x: normal(...shape) },
        attrs: { depthRadius, bias: 1, alpha: 0.3, beta: 0.6 },
      })),
    ),
  LRNGrad: () =>
    [
      [1, 2, 3, 7],
      [2, 2, 2, 1],
      [1, 1, 1, 4],
    ].flatMap((shape) =>
      [1, 2, 5].map((depthRadius) => ({
        inputs: { x: normal(...shape), y: normal(...shape), dy: normal(...shape) },
        attrs: { depthRadius, bias: 1, alpha: 0.3, beta: 0.6 },
      })),
    ),

  Concat: () =>
    both.flatMap((make) => [
      { inputs: list(make, [3], [2], [4]), attrs: { axis: 0 } },
      { inputs: list(make, [2, 3], [2, 1]), attrs: { axis: 1 } },
      { inputs: list(make, [2, 3], [1, 3]), attrs: { axis: 0 } },
      { inputs: list(make, [2, 3, 2], [2, 1, 2], [2, 2, 2]), attrs: { axis: 1 } },
      { inputs: list(make, [2, 3, 2], [2, 3, 1]), attrs: { axis: 2 } },
      { inputs: list(make, [2, 3, 2], [2, 3, 1]), attrs: { axis: -1 } },
      { inputs: list(make, [1, 2, 3, 2], [1, 2, 3, 5]), attrs: { axis: 3 } },
      { inputs: list(make, [2, 0], [2, 3]), attrs: { axis: 1 } },
      { inputs: list(make, [1, 2, 1, 2, 1, 2], [1, 2, 3, 2, 1, 2]), attrs: { axis: 2 } },
    ]),
  Pack: () =>
    both.flatMap((make) => [0, 1, 2].map((axis) => ({ inputs: list(make, [2, 3], [2, 3], [2, 3]), attrs: { axis } }))),
  Unpack: () =>
    both.flatMap((make) => [0, 1, 2].map((axis) => ({ inputs: { value: make(2, 3, 4) }, attrs: { axis } }))),
  SplitV: () =>
    both.flatMap((make) =>
      [
        [0, 2],
        [1, 3],
        [2, [1, 4]],
        [2, 1],
      ].map(([axis, numOrSizeSplits]) => ({ inputs: { x: make(2, 3, 5) }, attrs: { axis, numOrSizeSplits } })),
    ),
  Reshape: () =>
    both.flatMap((make) =>
      [[6], [3, 2], [1, 6, 1], [-1, 2]].map((shape) => ({ inputs: { x: make(2, 3) }, attrs: { shape } })),
    ),
  ExpandDims: () => [0, 1, 2, -1].map((dim) => ({ inputs: { input: normal(2, 3) }, attrs: { dim } })),
  Slice: () =>
    both.flatMap((make) => [
      { inputs: { x: make(7) }, attrs: { begin: [2], size: [3] } },
      { inputs: { x: make(7) }, attrs: { begin: [2], size: [-1] } },
      { inputs: { x: make(4, 5) }, attrs: { begin: [1, 2], size: [2, 3] } },
      { inputs: { x: make(3, 4, 5) }, attrs: { begin: [1, 0, 2], size: [2, 3, 2] } },
      { inputs: { x: make(2, 3, 4, 5) }, attrs: { begin: [0, 1, 0, 2], size: [2, 1, 3, 2] } },
      { inputs: { x: make(2, 3, 2, 2, 3) }, attrs: { begin: [0, 1, 0, 1, 1], size: [2, 2, 2, 1, 2] } },
      { inputs: { x: make(2, 2, 2, 2, 2, 3) }, attrs: { begin: [0, 1, 0, 1, 0, 1], size: [2, 1, 2, 1, 2, 2] } },
      { inputs: { x: make(4, 5) }, attrs: { begin: [0, 0], size: [0, 3] } },
    ]),
  StridedSlice: () =>
    both
      .flatMap((make) =>
        [
          { begin: [0, 0], end: [4, 5], strides: [2, 2] },
          { begin: [1, 1], end: [4, 5], strides: [1, 3] },
          { begin: [3, 4], end: [0, 0], strides: [-1, -2] },
          { begin: [1, 1], end: [3, 4], strides: [1, 1] },
          { begin: [-3, -4], end: [-1, 9], strides: [1, 2] },
          { begin: [1, 1], end: [2, 4], strides: [1, 2], shrinkAxisMask: 1 },
          { begin: [1, 1], end: [2, 4], strides: [1, 2], beginMask: 1, endMask: 2 },
          { begin: [2, 1], end: [2, 4], strides: [1, 2] },
        ].map((attrs) => ({
          inputs: { x: make(4, 5) },
          attrs: { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0, ...attrs },
        })),
      )
      .concat([
        {
          inputs: { x: normal(2, 7, 6, 3) },
          attrs: {
            begin: [0, 1, 0, 0],
            end: [2, 7, 6, 3],
            strides: [1, 2, 2, 1],
            beginMask: 0,
            endMask: 0,
            ellipsisMask: 0,
            newAxisMask: 0,
            shrinkAxisMask: 0,
          } as never,
        },
      ]),
  Tile: () =>
    both.flatMap((make) =>
      [
        [[7], [3]],
        [
          [2, 3],
          [2, 1],
        ],
        [
          [2, 3],
          [1, 3],
        ],
        [
          [2, 1, 3],
          [2, 3, 2],
        ],
        [
          [1, 2, 1, 2],
          [2, 1, 3, 1],
        ],
      ].map(([shape, reps]) => ({ inputs: { x: make(...shape) }, attrs: { reps } })),
    ),
  Transpose: () =>
    [1, 2, 3, 4, 5]
      .flatMap((rank) =>
        permutations(rank).map((perm) => ({
          inputs: { x: normal(...[2, 3, 1, 4, 2].slice(0, rank)) },
          attrs: { perm },
        })),
      )
      .concat(
        [
          [5, 4, 3, 2, 1, 0],
          [0, 2, 1, 3, 5, 4],
          [1, 0, 3, 2, 5, 4],
        ].map((perm) => ({ inputs: { x: normal(2, 3, 1, 2, 2, 3) }, attrs: { perm } })),
        [{ inputs: { x: whole(2, 3, 4) }, attrs: { perm: [2, 0, 1] } }],
      ),
  Reverse: () =>
    both.flatMap((make) =>
      [[0], [1], [2], [0, 2], [0, 1, 2], [-1], []].map((dims) => ({ inputs: { x: make(2, 3, 4) }, attrs: { dims } })),
    ),
  PadV2: () =>
    both.flatMap((make) =>
      [
        [[5], [[2, 1]]],
        [
          [3, 4],
          [
            [1, 0],
            [2, 3],
          ],
        ],
        [
          [2, 3, 2],
          [
            [1, 1],
            [0, 2],
            [0, 0],
          ],
        ],
        [
          [2, 3, 2, 2],
          [
            [0, 0],
            [1, 2],
            [2, 0],
            [0, 0],
          ],
        ],
        [
          [2, 1, 2, 2, 2],
          [
            [0, 0],
            [1, 2],
            [2, 0],
            [0, 0],
            [1, 0],
          ],
        ],
        [
          [2, 3],
          [
            [0, 0],
            [0, 0],
          ],
        ],
      ].flatMap(([shape, paddings]) =>
        [0, -2].map((constantValue) => ({
          inputs: { x: make(...(shape as number[])) },
          attrs: { paddings, constantValue },
        })),
      ),
    ),
  MirrorPad: () =>
    ['reflect', 'symmetric'].flatMap((mode) =>
      [
        [[5], [[2, 1]]],
        [
          [3, 4],
          [
            [1, 0],
            [2, 3],
          ],
        ],
        [
          [2, 3, 2],
          [
            [1, 1],
            [0, 2],
            [0, 0],
          ],
        ],
        [
          [2, 3, 3, 2],
          [
            [0, 0],
            [1, 2],
            [2, 0],
            [0, 0],
          ],
        ],
      ].map(([shape, paddings]) => ({ inputs: { x: normal(...(shape as number[])) }, attrs: { paddings, mode } })),
    ),
  GatherV2: () =>
    both.flatMap((make) => [
      { inputs: { x: make(5), indices: below(5, 3) }, attrs: { axis: 0, batchDims: 0 } },
      { inputs: { x: make(4, 3), indices: below(4, 6) }, attrs: { axis: 0, batchDims: 0 } },
      { inputs: { x: make(4, 3), indices: below(3, 2, 2) }, attrs: { axis: 1, batchDims: 0 } },
      { inputs: { x: make(2, 4, 3), indices: below(4, 5) }, attrs: { axis: 1, batchDims: 0 } },
      { inputs: { x: make(2, 4, 3), indices: below(4, 2, 5) }, attrs: { axis: 1, batchDims: 1 } },
      { inputs: { x: make(2, 4, 3), indices: below(3, 2, 5) }, attrs: { axis: 2, batchDims: 1 } },
    ]),
  GatherNd: () =>
    both.flatMap((make) => [
      { inputs: { params: make(4, 3), indices: below(3, 5, 2) } },
      { inputs: { params: make(4, 3), indices: below(3, 5, 1) } },
      { inputs: { params: make(4, 3, 2), indices: below(2, 2, 2, 2) } },
    ]),
  ScatterNd: () => [
    { inputs: { indices: below(4, 5, 1), updates: normal(5) }, attrs: { shape: [4] } },
    { inputs: { indices: below(4, 5, 1), updates: normal(5, 3) }, attrs: { shape: [4, 3] } },
    { inputs: { indices: below(3, 6, 2), updates: normal(6) }, attrs: { shape: [4, 3] } },
    { inputs: { indices: below(3, 6, 2), updates: whole(6) }, attrs: { shape: [4, 3] } },
  ],
  TensorScatterUpdate: () => [
    { inputs: { tensor: normal(4), indices: given([1, 3], [2, 1], 'int32'), updates: normal(2) }, attrs: {} },
    { inputs: { tensor: normal(4, 3), indices: given([1, 3], [2, 1], 'int32'), updates: normal(2, 3) }, attrs: {} },
  ],
  OneHot: () => [
    {
      inputs: { indices: given([0, 2, 1, 2], [4], 'int32') },
      attrs: { depth: 3, onValue: 1, offValue: 0, dtype: 'float32' },
    },
    {
      inputs: { indices: given([0, -1, 3, 2], [2, 2], 'int32') },
      attrs: { depth: 3, onValue: 2, offValue: -1, dtype: 'float32' },
    },
    {
      inputs: { indices: given([0, 2, 1, 2], [4], 'int32') },
      attrs: { depth: 3, onValue: 1, offValue: 0, dtype: 'int32' },
    },
  ],
  Select: () =>
    both.flatMap((make) => [
      { inputs: { condition: truth(7), t: make(7), e: make(7) } },
      { inputs: { condition: truth(3, 4), t: make(3, 4), e: make(3, 4) } },
      { inputs: { condition: truth(2, 3, 4), t: make(2, 3, 4), e: make(2, 3, 4) } },
      { inputs: { condition: truth(), t: make(), e: make() } },
    ]),
  BatchToSpaceND: () => [
    {
      inputs: { x: normal(4, 2, 3, 2) },
      attrs: {
        blockShape: [2, 2],
        crops: [
          [0, 0],
          [0, 0],
        ],
      },
    },
    {
      inputs: { x: normal(12, 2, 2, 1) },
      attrs: {
        blockShape: [2, 3],
        crops: [
          [1, 0],
          [2, 1],
        ],
      },
    },
    { inputs: { x: normal(6, 2, 2) }, attrs: { blockShape: [3], crops: [[1, 1]] } },
  ],
  SpaceToBatchND: () => [
    {
      inputs: { x: normal(1, 4, 6, 2) },
      attrs: {
        blockShape: [2, 2],
        paddings: [
          [0, 0],
          [0, 0],
        ],
      },
    },
    {
      inputs: { x: normal(2, 3, 5, 1) },
      attrs: {
        blockShape: [2, 3],
        paddings: [
          [1, 0],
          [0, 1],
        ],
      },
    },
    { inputs: { x: normal(2, 4, 2) }, attrs: { blockShape: [3], paddings: [[1, 1]] } },
  ],
  DepthToSpace: () =>
    [
      [[1, 2, 3, 4], 2],
      [[2, 1, 2, 9], 3],
      [[2, 2, 2, 8], 2],
    ].map(([shape, blockSize]) => ({
      inputs: { x: normal(...(shape as number[])) },
      attrs: { blockSize, dataFormat: 'NHWC' },
    })),
  Diag: () => [[3], [2, 3]].map((shape) => ({ inputs: { x: normal(...shape) } })),
  Fill: () => [
    { inputs: {}, attrs: { shape: [2, 3], value: 1.5, dtype: 'float32' } },
    { inputs: {}, attrs: { shape: [2, 3], value: 3, dtype: 'int32' } },
  ],
  Range: () => [
    { inputs: {}, attrs: { start: 1, stop: 7, step: 2, dtype: 'float32' } },
    { inputs: {}, attrs: { start: 7, stop: 1, step: -2, dtype: 'int32' } },
  ],
  LinSpace: () => [
    { inputs: {}, attrs: { start: 1, stop: 7, num: 5 } },
    { inputs: {}, attrs: { start: 1, stop: 7, num: 1 } },
  ],
  TopK: () =>
    [normal, tied, whole].flatMap((make) =>
      [[7], [3, 5], [2, 3, 4]].flatMap((shape) =>
        [1, 3].map((k) => ({ inputs: { x: make(...shape) }, attrs: { k, sorted: true } })),
      ),
    ),
  Unique: () => [
    { inputs: { x: tied(9) }, attrs: { axis: 0 } },
    { inputs: { x: whole(9) }, attrs: { axis: 0 } },
    { inputs: { x: tied(4, 2) }, attrs: { axis: 0 } },
    { inputs: { x: tied(2, 5) }, attrs: { axis: 1 } },
  ],
  SearchSorted: () =>
    ['left', 'right'].map((side) => ({
      inputs: { sortedSequence: given([1, 2, 2, 3, 0, 1, 1, 5], [2, 4]), values: given([2, 0, 9, 1, 1, 7], [2, 3]) },
      attrs: { side },
    })),
  Bincount: () => [
    { inputs: { x: below(5, 9), weights: normal(9) }, attrs: { size: 5 } },
    { inputs: { x: below(5, 9), weights: normal(0) }, attrs: { size: 5 } },
  ],
  DenseBincount: () =>
    [false, true].flatMap((binaryOutput) => [
      { inputs: { x: below(5, 9), weights: normal(0) }, attrs: { size: 5, binaryOutput } },
      { inputs: { x: below(5, 2, 9), weights: normal(2, 9) }, attrs: { size: 5, binaryOutput } },
    ]),
  BroadcastArgs: () => [{ inputs: { s0: given([2, 1, 3], [3], 'int32'), s1: given([4, 1], [2], 'int32') } }],
  SparseToDense: () => [
    {
      inputs: { sparseIndices: given([0, 1, 2, 2], [2, 2], 'int32'), sparseValues: normal(2), defaultValue: normal() },
      attrs: { outputShape: [3, 4] },
    },
  ],

  ResizeBilinear: () => resizing(false),
  ResizeBilinearGrad: () => resizing(true),
  ResizeNearestNeighbor: () => resizing(false),
  ResizeNearestNeighborGrad: () => resizing(true),
  CropAndResize: () =>
    ['bilinear', 'nearest'].map((method) => ({
      inputs: {
        image: normal(2, 5, 6, 3),
        boxes: given([0.1, 0.2, 0.8, 0.9, 0, 0, 1, 1, -0.2, 0.3, 0.5, 1.4], [3, 4]),
        boxInd: given([0, 1, 1], [3], 'int32'),
      },
      attrs: { cropSize: [3, 4], method, extrapolationValue: 7 },
    })),
  FlipLeftRight: () => [{ inputs: { image: normal(2, 3, 5, 2) } }],
  RotateWithOffset: () => [
    { inputs: { image: normal(2, 5, 5, 2) }, attrs: { radians: 0.7, fillValue: 0.2, center: 0.5 } },
    { inputs: { image: normal(2, 4, 5, 3) }, attrs: { radians: -1.2, fillValue: [0.2, 0.3, 0.4], center: [0.4, 0.6] } },
  ],
  Transform: () =>
    ['constant', 'reflect', 'wrap', 'nearest'].flatMap((fillMode) =>
      ['bilinear', 'nearest'].map((interpolation) => ({
        inputs: { image: normal(1, 4, 5, 2), transforms: given([1.1, 0.2, -1, 0.1, 0.9, 0.5, 0.01, 0.02], [1, 8]) },
        attrs: { interpolation, fillMode, fillValue: 0.3, outputShape: [5, 4] },
      })),
    ),
};

function dilationGradients(): Case[] {
  return convolutions(({ input, filter, output, strides, pad, dilations }) => ({
    inputs: {
      x: normal(...input),
      filter: normal(...filter.slice(0, 2), input[3]),
      dy: normal(...output.slice(0, 3), input[3]),
    },
    attrs: { strides, pad, dilations },
  })).filter(({ attrs }) => typeof attrs?.pad === 'string');
}

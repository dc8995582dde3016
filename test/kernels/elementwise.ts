import {
  below,
  type Case,
  type Cases,
  given,
  type Input,
  list,
  normal,
  positive,
  special,
  table,
  tied,
  truth,
  whole,
} from './inputs.js';

const shapes = [[], [1], [7], [3, 5], [2, 3, 4], [1, 2, 1, 3], [2, 1, 3, 1, 2], [1, 2, 1, 3, 1, 2]];
const product = (shape: number[]) => shape.reduce((a, b) => a * b, 1);

/** Of one float tensor, of every rank, and of special values. */
const unary = (attrs: Record<string, unknown> = {}, make = normal): Case[] => [
  ...shapes.map((shape) => ({ inputs: { x: make(...shape) }, attrs })),
  { inputs: { x: special() }, attrs },
];

const pairs = table(
  '|',
  '5 |',
  '| 2 3',
  '7 | 7',
  '3 5 | 5',
  '3 5 | 3 1',
  '3 1 | 1 5',
  '2 3 4 | 3 1',
  '2 1 4 | 3 1',
  '4 | 2 3 4',
  '2 3 4 5 | 4 1',
  '2 3 1 5 | 2 1 4 5',
  '2 1 3 1 2 | 3 2 1',
  '2 1 3 1 2 1 | 1 2 3',
  '1 2 1 2 1 2 3 | 1 2 1 2 1 2 3',
  '1 2 1 2 1 2 3 | 2 1 2 1 1',
);
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

/** Of one tensor, which is of numbers. */
const UNARY =
  'Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Elu Erf Exp Expm1 Floor IsFinite IsInf IsNan Log ' +
  'Log1p Neg Reciprocal Relu Relu6 Round Rsqrt Selu Sigmoid Sign Sin Sinh Softplus Sqrt Square Tan Tanh ' +
  'OnesLike ZerosLike Identity';

/** Element by element. */
export const elementwise: Cases = {
  ...Object.fromEntries(UNARY.split(' ').map((name) => [name, () => [...unary(), ...unary({}, positive)]])),
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
};

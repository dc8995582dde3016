import { both, type Cases, given, list, normal, rows, table, whole } from './inputs.js';

const permutations = (n: number): number[][] =>
  n === 0
    ? [[]]
    : permutations(n - 1).flatMap((p) => Array.from({ length: n }, (_, i) => [...p.slice(0, i), n - 1, ...p.slice(i)]));

/** Of the same values in another place. */
export const rearrangements: Cases = {
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
      table('7 | 3', '2 3 | 2 1', '2 3 | 1 3', '2 1 3 | 2 3 2', '1 2 1 2 | 2 1 3 1').map(([shape, reps]) => ({
        inputs: { x: make(...shape) },
        attrs: { reps },
      })),
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
        rows('5 4 3 2 1 0', '0 2 1 3 5 4', '1 0 3 2 5 4').map((perm) => ({
          inputs: { x: normal(2, 3, 1, 2, 2, 3) },
          attrs: { perm },
        })),
        [{ inputs: { x: whole(2, 3, 4) }, attrs: { perm: [2, 0, 1] } }],
      ),
  Reverse: () =>
    both.flatMap((make) =>
      [[0], [1], [2], [0, 2], [0, 1, 2], [-1], []].map((dims) => ({ inputs: { x: make(2, 3, 4) }, attrs: { dims } })),
    ),
  PadV2: () =>
    both.flatMap((make) =>
      table(
        '5 | 2 1',
        '3 4 | 1 0 | 2 3',
        '2 3 2 | 1 1 | 0 2 | 0 0',
        '2 3 2 2 | 0 0 | 1 2 | 2 0 | 0 0',
        '2 1 2 2 2 | 0 0 | 1 2 | 2 0 | 0 0 | 1 0',
        '2 3 | 0 0 | 0 0',
      ).flatMap(([shape, ...paddings]) =>
        [0, -2].map((constantValue) => ({
          inputs: { x: make(...(shape as number[])) },
          attrs: { paddings, constantValue },
        })),
      ),
    ),
  MirrorPad: () =>
    ['reflect', 'symmetric'].flatMap((mode) =>
      table('5 | 2 1', '3 4 | 1 0 | 2 3', '2 3 2 | 1 1 | 0 2 | 0 0', '2 3 3 2 | 0 0 | 1 2 | 2 0 | 0 0').map(
        ([shape, ...paddings]) => ({ inputs: { x: normal(...(shape as number[])) }, attrs: { paddings, mode } }),
      ),
    ),
  BatchToSpaceND: () => [
    {
      inputs: { x: normal(4, 2, 3, 2) },
      attrs: {
        blockShape: [2, 2],
        crops: rows('0 0', '0 0'),
      },
    },
    {
      inputs: { x: normal(12, 2, 2, 1) },
      attrs: {
        blockShape: [2, 3],
        crops: rows('1 0', '2 1'),
      },
    },
    { inputs: { x: normal(6, 2, 2) }, attrs: { blockShape: [3], crops: [[1, 1]] } },
  ],
  SpaceToBatchND: () => [
    {
      inputs: { x: normal(1, 4, 6, 2) },
      attrs: {
        blockShape: [2, 2],
        paddings: rows('0 0', '0 0'),
      },
    },
    {
      inputs: { x: normal(2, 3, 5, 1) },
      attrs: {
        blockShape: [2, 3],
        paddings: rows('1 0', '0 1'),
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
  BroadcastArgs: () => [{ inputs: { s0: given([2, 1, 3], [3], 'int32'), s1: given([4, 1], [2], 'int32') } }],
};

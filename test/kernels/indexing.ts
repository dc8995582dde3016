import { below, both, type Cases, given, normal, tied, truth, whole } from './inputs.js';

/** By indices, and of indices. */
export const indexing: Cases = {
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
  SparseToDense: () => [
    {
      inputs: { sparseIndices: given([0, 1, 2, 2], [2, 2], 'int32'), sparseValues: normal(2), defaultValue: normal() },
      attrs: { outputShape: [3, 4] },
    },
  ],
};

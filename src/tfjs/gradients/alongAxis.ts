import { matMul, reshape, type Tensor, type Tensor2D, transpose } from '@tensorflow/tfjs-core';

/**
 * Applies a matrix [m, k] along one axis of a tensor [..., m, ...] -> [..., k, ...]: entry j of the result is the sum
 * over i of matrix[i, j] times entry i. With the matrix of a forward pass, output by input, that is the adjoint of the
 * pass: its gradient.
 */
export function alongAxis(tensor: Tensor, axis: number, matrix: Tensor2D): Tensor {
  const { shape, rank } = tensor;
  const last = [...shape.keys()].filter((at) => at !== axis).concat(axis);
  const back = [...shape.keys()].map((at) => (at < axis ? at : at === axis ? rank - 1 : at - 1));
  const rows = reshape(transpose(tensor, last), [-1, shape[axis]]) as Tensor2D;
  const mapped = reshape(matMul(rows, matrix), [...shape.filter((_, at) => at !== axis), matrix.shape[1]]);
  return transpose(mapped, back);
}

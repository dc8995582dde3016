/** What to write in place of an operation that has no gradient in TensorFlow.js 4.22.0. */
export const INSTEAD: Record<string, string> = {
  Bincount: 'Multiply by a one-hot matrix with tf.matMul.',
  CropAndResize: 'Cut with tf.slice, and resize with tf.image.resizeBilinear.',
  Cumprod: 'Multiply slices with tf.mul, or take tf.exp(tf.cumsum(tf.log(x))) where x is positive.',
  DenseBincount: 'Multiply by a one-hot matrix with tf.matMul.',
  Dilation2DBackpropInput: 'Take tf.max of stacked slices, to which the filter is added.',
  Dilation2DBackpropFilter: 'Take tf.max of stacked slices, to which the filter is added.',
  MaxPoolWithArgmax: 'Use tf.maxPool.',
  RotateWithOffset: 'Rotate the images before they are passed in, outside of f.',
  SparseSegmentMean: 'Use tf.gather and tf.mean.',
  SparseSegmentSum: 'Use tf.gather and tf.sum.',
  SparseToDense: 'Use tf.scatterND.',
  Transform: 'Transform the images before they are passed in, outside of f.',
  Unique: 'Find the distinct values outside of f.',
  fusedConv2d__op: 'Give the layer an activation if it is dilated, or use tf.conv2d.',
  fusedDepthwiseConv2d__op: 'Give the layer an activation if it is dilated, or use tf.depthwiseConv2d.',
  logSigmoid__op: 'Write tf.neg(tf.softplus(tf.neg(x))).',
};

const DEFAULT =
  'Write it with operations that have one (docs/derivatives.md lists them), or give it one with tf.customGrad.';

/** The remedy for an operation that has no gradient, or whose gradient fails. */
export function insteadOf(kernelName: string): string {
  return INSTEAD[kernelName] ?? DEFAULT;
}

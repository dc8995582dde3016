/** Operations whose output is exactly 0 only where TensorFlow.js takes their derivative to be 0, too. */
const GATES = new Set(['Relu', 'Relu6']);
/** Operations whose output, of entries that are not negative, is 0 only where every entry that it is made of is 0. */
const CARRIERS = new Set(['Identity', 'Reshape', 'ExpandDims', 'Squeeze', 'MaxPool', 'AvgPool', 'Mean', 'Max']);

/**
 * Whether an output of 0 proves that its whole row of the Jacobian is 0, so that the exact estimator can leave the row
 * out.
 *
 * It does where the embedding ends in a ReLU, perhaps pooled or averaged afterwards: the derivative of a ReLU is 0
 * where its output is, and a mean or maximum of such outputs is 0 only where all of them are.
 *
 * @param kernels the names of the operations on the path from x to the output, in order
 */
export function zeroMeansDead(kernels: readonly string[]): boolean {
  const last = kernels.findLastIndex((kernel) => !CARRIERS.has(kernel));
  return last >= 0 && GATES.has(kernels[last]);
}

/** They end at exactly 0 only where their derivative is taken to be 0 as well. */
const GATES = new Set(['Relu', 'Relu6']);
/** Of entries that are not negative, they are 0 only if all that they are made of is, and pass nothing else on. */
const CARRIERS = new Set(['Identity', 'Reshape', 'ExpandDims', 'Squeeze', 'MaxPool', 'AvgPool', 'Mean', 'Max']);

/**
 * Whether the last operations of an embedding prove that an output of 0 has a zero row in the Jacobian: a ReLU, perhaps pooled
 * or averaged afterwards. Its derivative at a clipped input is 0, and a mean or maximum of such values is 0 only if all are clipped.
 *
 * @param kernels of the path from x to the output, in order
 */
export function zeroMeansDead(kernels: readonly string[]): boolean {
  const last = kernels.findLastIndex((kernel) => !CARRIERS.has(kernel));
  return last >= 0 && GATES.has(kernels[last]);
}

import * as tf from '@tensorflow/tfjs-core';

/** What a call may not change in the one engine that everything shares, as one line. */
export function engineState(): string {
  const { state } = tf.engine() as unknown as { state: Record<string, unknown> & { activeScope?: { id: number } } };
  let kernels = 0;
  for (const { kernelFunc } of tf.getKernelsForBackend(tf.getBackend())) kernels += 1e6 + idOf(kernelFunc);
  return [
    `backend ${tf.getBackend()}`,
    `${tf.memory().numTensors} tensors`,
    `${(tf.backend() as unknown as { numDataIds(): number }).numDataIds()} buffers`,
    `scope ${state.activeScope?.id} of ${(state.scopeStack as unknown[]).length}`,
    `gradient depth ${state.gradientDepth}`,
    `kernel depth ${state.kernelDepth}`,
    state.activeTape ? 'a tape' : 'no tape',
    `kernels ${kernels}`,
  ].join(', ');
}

const ids = new WeakMap<object, number>();
let last = 0;
function idOf(object: object): number {
  let id = ids.get(object);
  if (id === undefined) {
    id = ++last;
    ids.set(object, id);
  }
  return id;
}

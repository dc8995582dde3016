import * as tf from '@tensorflow/tfjs-core';

/**
 * The kernels of the backend, as one line: it takes as long as many calls, so that it is asked for once after many of
 * them.
 */
export function kernelNames(): string {
  return namesOf(tf.getBackend()).join(', ');
}

const namesOf = (backend: string) => tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName);
const known = new Map<string, string[]>();

/** What a call may not change in the one engine that everything shares, as one line. */
export function engineState(): string {
  const { state } = tf.engine() as unknown as { state: Record<string, unknown> & { activeScope?: { id: number } } };
  const backend = tf.getBackend();
  if (!known.has(backend)) known.set(backend, namesOf(backend));
  let kernels = 0;
  for (const name of known.get(backend)!) kernels += 1e6 + idOf(tf.getKernel(name, backend).kernelFunc);
  return [
    `backend ${backend}`,
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

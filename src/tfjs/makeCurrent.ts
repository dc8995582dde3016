import { engine, setBackend } from '@tensorflow/tfjs-core';

/**
 * Makes a backend current. Where it does not start, the engine is as before. TensorFlow.js (4.22.0) keeps the name of
 * the failed backend, waits for it ever after if it never answers, and cannot try again. Here the failed start is
 * removed, and the backend registered anew.
 *
 * @param name The name of the backend.
 * @param start Starts it. The default is the start that is registered.
 * @throws Error where it does not start.
 */
export async function makeCurrent(name: string, start: () => Promise<boolean> = () => setBackend(name)): Promise<void> {
  const before = engine().backendName;
  const entry = engine().registryFactory[name];
  try {
    if (!(await start())) throw new Error(`${name} does not start here`);
  } catch (error) {
    if (entry && !engine().registry[name]) {
      engine().removeBackend(name);
      engine().registerBackend(name, entry.factory, entry.priority);
    }
    if (before && before !== name && engine().registry[before]) await setBackend(before);
    throw error;
  }
}

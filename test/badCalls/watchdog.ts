import { Worker } from 'node:worker_threads';

/** Seconds that one call may take. */
const MOST = 60;

/**
 * Ends this process when one call runs for too long: an endless loop cannot be ended from within. It says which call it
 * was.
 *
 * @returns a function to call with the number of each call before it, and one that ends the watch
 */
export function watchdog(nameOf: (call: number) => string) {
  const current = new Int32Array(new SharedArrayBuffer(4));
  const names: string[] = [];
  const worker = new Worker(
    `const { workerData, parentPort } = require('node:worker_threads');
     let last = -1, since = Date.now(), name = '';
     parentPort.on('message', (text) => { name = text; });
     setInterval(() => {
       const now = Atomics.load(workerData, 0);
       if (now !== last) { last = now; since = Date.now(); return; }
       if (Date.now() - since < ${MOST}000) return;
       require('node:fs').writeSync(2, 'a call does not end: number ' + now + ', near ' + name + '\\n');
       process.kill(process.pid, 'SIGKILL');
     }, 500);`,
    { eval: true, workerData: current },
  );
  worker.unref();
  return {
    next: (call: number) => {
      Atomics.store(current, 0, call);
      const name = nameOf(call);
      if (names.at(-1) !== name) worker.postMessage(name);
      names.push(name);
    },
    end: () => worker.terminate(),
  };
}

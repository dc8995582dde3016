/** Waits for others, if it is their turn. Once the signal is aborted, it throws the reason. */
export type Turn = () => Promise<void>;

/** The milliseconds that work may go on without a turn for others: a frame of a page at 60 Hz. */
const FRAME = 16;

/**
 * Lets a long call share its thread. Between its passes the call awaits what this returns, and at most once a frame
 * that lets timers, events and the page go first. A promise alone would not do that: what awaits one goes on before any
 * of them.
 *
 * @param signal Ends the call early.
 */
export function turns(signal?: AbortSignal): Turn {
  let last = performance.now();
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - last < FRAME) return;
    await others();
    last = performance.now();
    signal?.throwIfAborted();
  };
}

/** Resolves after what is waiting. A timer of 0 ms would wait for 4 ms in a page, and a message to oneself does not. */
function others(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

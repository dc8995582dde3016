/** Waits for the others, if it is their turn; throws the signal's reason once that is aborted. */
export type Turn = () => Promise<void>;

/** Milliseconds that work may go on without a turn for others: a frame of a page at 60 Hz. */
const FRAME = 16;

/**
 * Lets a long call share its thread: between its passes it calls what this returns, and at most once a frame it lets timers, events
 * and the page go first. A promise alone would not: what waits for one goes on before any of them.
 *
 * @param signal - ends the call early
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

/** A message to oneself comes after what is waiting; a timer of no time would wait for 4 ms in a page. */
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

/**
 * Does asynchronous work for each of some tasks, and some of it before it is asked for, so that whoever takes the
 * results does not wait while images are decoded. Results come in the order of the tasks.
 *
 * @param work What is done for a task. The signal tells it that nobody waits for it any more.
 * @param ahead How many results are worked on beyond the one that is asked for.
 * @param signal Ends the reading: what is under way is given up, and the reason is thrown.
 */
export async function* readAhead<T, R>(
  tasks: Iterator<T>,
  work: (task: T, signal: AbortSignal) => Promise<R>,
  { ahead, signal }: { ahead: number; signal?: AbortSignal },
): AsyncGenerator<R, void> {
  const giveUp = new AbortController();
  const onAbort = () => giveUp.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const underWay: Promise<R>[] = [];
  const start = () => {
    const next = tasks.next();
    if (next.done) return;
    const result = work(next.value, giveUp.signal);
    result.catch(() => {}); // a failure is thrown when the result has its turn, or never where nobody comes for it
    underWay.push(result);
  };
  try {
    signal?.throwIfAborted();
    for (let i = 0; i <= ahead; i++) start();
    for (let result = underWay.shift(); result; result = underWay.shift()) {
      const value = await orAborted(result, giveUp.signal);
      start();
      yield value;
      signal?.throwIfAborted();
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    giveUp.abort();
    tasks.return?.();
  }
}

/** The result, or the reason of an abort that comes before it. */
function orAborted<R>(result: Promise<R>, signal: AbortSignal): Promise<R> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

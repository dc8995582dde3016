/** A signal that aborts when the user's does, or when nothing has come for a while. */
export interface Patience {
  readonly signal: AbortSignal;
  /** Something has come: the clock stands until `wait`. */
  came(): void;
  /** The clock runs from now on. */
  wait(): void;
  /** Nothing more is waited for. */
  end(): void;
}

/** The reason of an abort because nothing came. */
export class NothingCame extends Error {}

/**
 * Waits for a server as long as it goes on sending. A limit on the whole download would be too short on a slow line,
 * or too long for a server that is silent.
 */
export function patience(seconds: number, users?: AbortSignal): Patience {
  const controller = new AbortController();
  const abort = () => controller.abort(users?.reason);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const came = () => clearTimeout(timer);
  const wait = () => {
    came();
    timer = setTimeout(() => controller.abort(new NothingCame(`nothing for ${seconds} s`)), seconds * 1000);
  };
  if (users?.aborted) abort();
  else users?.addEventListener('abort', abort, { once: true });
  wait();
  return {
    signal: controller.signal,
    came,
    wait,
    end: () => {
      came();
      users?.removeEventListener('abort', abort);
    },
  };
}

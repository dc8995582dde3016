/** How often a timer of the page or of Node has its turn while `work` goes on. */
export async function ticksWhile(work: () => Promise<unknown>): Promise<number> {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return ticks;
}

/** A signal that is aborted at the nth turn that timers have, and says so. */
export function abortedAt(turn: number): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  let turns = 0;
  const timer = setInterval(() => ++turns >= turn && controller.abort(), 1);
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}

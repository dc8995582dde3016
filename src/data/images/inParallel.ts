/**
 * The number of images on their way at once. Few are decoded at a time, as many as Node has threads for it (four);
 * others wait with their bytes read, so that these threads have work while a step of training keeps the caller's thread
 * busy.
 */
const IN_FLIGHT = 32;

/**
 * Does asynchronous work for 0 .. n - 1, a few at a time. After a failure or an abort nothing more is begun; what is
 * under way comes to its end first, so that nothing goes on behind the caller's back.
 *
 * @throws The failure of the lowest number that failed, or the reason of the abort.
 */
export async function inParallel(
  n: number,
  signal: AbortSignal | undefined,
  work: (i: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = n;
  let failure: unknown;
  const runner = async () => {
    while (next < n && failed === n && !signal?.aborted) {
      const i = next++;
      try {
        await work(i);
      } catch (error) {
        if (i < failed) [failed, failure] = [i, error];
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, n) }, runner));
  signal?.throwIfAborted();
  if (failed < n) throw failure;
}

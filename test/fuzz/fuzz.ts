import { InputError } from 'geocollapse';
import { expect } from 'vitest';
import { type Random, seededRandom } from '../../src/numeric/random.js';
import { watchdog } from '../badCalls/watchdog.js';

/** The number of damaged files of each format: `npm run fuzz` sets it to 10,000 and more. */
export const CASES = Number(process.env.GEOCOLLAPSE_FUZZ ?? 1000);
/** Milliseconds that one file may take, by the clock: other work on the machine counts, so it is generous. */
const SLOW = 5000;
/** MB by which a process may grow while thousands of small files are read. */
const GROWTH = 400;

/** How a format is tried. */
export interface Fuzz {
  /** A damaged file. */
  damaged: (random: Random) => Uint8Array;
  /** What the library reads of it. It may refuse. */
  read: (bytes: Uint8Array) => unknown;
  /** What is right to read of it, by a slow parser that shares no code with the library; undefined for a refusal. */
  right: (bytes: Uint8Array) => unknown;
  /** Whether the library may refuse what the slow parser reads. */
  mayRefuse?: boolean;
}

/**
 * Reads thousands of damaged files. Each must be refused with an `InputError`, or read as the slow parser reads it, in
 * bounded time and memory. A call that does not end ends the process.
 */
export async function fuzz(name: string, { damaged, read, right, mayRefuse = false }: Fuzz): Promise<void> {
  const random = seededRandom(11);
  const watch = watchdog(() => name);
  const before = process.resourceUsage().maxRSS;
  const started = performance.now();
  let accepted = 0;
  let slowest = 0;
  try {
    for (let trial = 0; trial < CASES; trial++) {
      const bytes = damaged(random);
      const expected = right(bytes);
      watch.next(trial);
      const start = performance.now();
      const got = await outcome(read, bytes);
      slowest = Math.max(slowest, performance.now() - start);
      if (got !== undefined) accepted++;
      if (got === undefined && mayRefuse) continue;
      const [said, wanted] = [JSON.stringify(got) ?? 'refused', JSON.stringify(expected) ?? 'refused'];
      if (said === wanted) continue;
      const file = Buffer.from(bytes).toString('base64').slice(0, 2000);
      expect.fail(`${name}, file ${trial}: got ${short(said)}, expected ${short(wanted)}; it is ${file}`);
    }
  } finally {
    await watch.end();
  }
  const grown = (process.resourceUsage().maxRSS - before) / 1024;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const [ms, mb] = [slowest.toFixed(0), grown.toFixed(0)];
  console.log(`${name}: ${CASES} files, ${accepted} read, ${seconds} s, slowest ${ms} ms, memory +${mb} MB`);
  expect(accepted).toBeGreaterThan(0);
  expect(accepted).toBeLessThan(CASES);
  expect(slowest).toBeLessThan(SLOW);
  expect(grown).toBeLessThan(GROWTH);
}

const short = (text: string) => (text.length > 200 ? `${text.length} characters, ${text.slice(0, 200)}…` : text);

/** What is read, or undefined for a refusal. Any other error is a fault. */
async function outcome(read: Fuzz['read'], bytes: Uint8Array): Promise<unknown> {
  try {
    return await read(bytes);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

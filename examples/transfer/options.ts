import { join } from 'node:path';
import { readFlags } from '../support/readFlags.js';
import { UsageError } from '../support/usageError.js';
import { PRESETS, type Settings } from './presets.js';

/** What a run is made of. */
export interface RunOptions {
  preset: keyof typeof PRESETS;
  settings: Settings;
  seed: number;
  /** The folder of CIFAR-100, if the user names one. */
  data: string | undefined;
  /** Which classes are transferred to. */
  target: 'test' | 'validation';
  out: string;
  /** Whether a run that `out` holds is replaced. */
  overwrite: boolean;
}

const NAMES = Object.keys(PRESETS) as (keyof typeof PRESETS)[];
const VALUES = [
  ...['preset', 'data', 'target', 'width', 'steps', 'batch', 'learning-rate', 'momentum', 'l2', 'reports'],
  ...['source-examples', 'ways', 'shots', 'queries', 'episodes', 'seed', 'out'],
];

export const HELP = `Trains ResNet-18 on the 64 training classes of CIFAR-FS, and reports while it trains what it
promises for classes that it has not seen: complexity and collapse of the embedding, and few-shot accuracy.

  npm run transfer                          preset narrow: ten minutes or more, with tfjs-node
  npm run transfer -- --preset paper        the settings of the paper, for a larger machine

  --preset NAME        ${NAMES.join(', ')}                                   (narrow)
  --data FOLDER        with train.bin and test.bin of CIFAR-100, gzipped or not; without it they are looked for in
                       the cache folder, and fetched into it if they are not there
  --target NAME        the held-out classes: test (20), validation (16) (test)
  --width X            of the network                                  (that of the preset, and so below)
  --steps N            gradient steps
  --batch N            examples a step
  --learning-rate X    of stochastic gradient descent
  --momentum X         of the descent
  --l2 X               times the sum of squares of the kernels
  --reports N          reports while it trains
  --source-examples N  training images of a report
  --ways N             classes of an episode
  --shots N,N          examples of each class to learn from
  --queries N          examples of each class to classify
  --episodes N         episodes of a report
  --seed N             of weights, order, probes and episodes          (0)
  --out FOLDER         where the results go                            (runs/transfer-<preset>-seed<seed>)
  --overwrite          replaces the run that FOLDER holds; without it such a folder is refused
  --help               this text

Results: transfer.jsonl (a report a line, as they come), report.json (settings and the last report), course.svg and
course.png (over training), report.svg and report.png (the last report), model/ (a LayersModel). Ctrl-C or SIGTERM stops
after the step under way and saves what there is; a second one quits at once.`;

/** The run that the command line asks for, or null for --help. */
export function readOptions(args: string[]): RunOptions | null {
  const flags = readFlags(args, { values: VALUES, switches: ['overwrite'] });
  if (!flags) return null;
  const preset = flags.choice('preset', 'narrow', NAMES);
  const { notes: _, ...base } = PRESETS[preset];
  const whole = (flag: string, fallback: number, least = 1) => flags.number(flag, fallback, { least, whole: true });
  const seed = whole('seed', 0, 0);
  const settings: Settings = {
    ...base,
    width: flags.number('width', base.width, { least: 1 / 64 }),
    steps: whole('steps', base.steps),
    batch: whole('batch', base.batch, 2),
    learningRate: flags.number('learning-rate', base.learningRate, { least: 0 }),
    momentum: flags.number('momentum', base.momentum, { least: 0 }),
    l2: flags.number('l2', base.l2, { least: 0 }),
    reports: whole('reports', base.reports),
    sourceExamples: whole('source-examples', base.sourceExamples, 64),
    ways: whole('ways', base.ways, 2),
    shots: readShots(flags.text('shots')) ?? base.shots,
    queries: whole('queries', base.queries),
    episodes: whole('episodes', base.episodes),
  };
  return {
    preset,
    settings,
    seed,
    data: flags.folder('data'),
    target: flags.choice('target', 'test', ['test', 'validation']),
    out: flags.folder('out') ?? join('runs', `transfer-${preset}-seed${seed}`),
    overwrite: flags.is('overwrite'),
  };
}

function readShots(given: string | undefined): number[] | undefined {
  if (given === undefined) return undefined;
  const numbers = given.split(',').map((each) => (each.trim() === '' ? Number.NaN : Number(each)));
  const fit = numbers.every((each) => Number.isInteger(each) && each >= 1) && new Set(numbers).size === numbers.length;
  if (fit) return numbers;
  throw new UsageError(
    `--shots must be different whole numbers of at least 1, such as 1,5, got '${given}'. See --help.`,
  );
}

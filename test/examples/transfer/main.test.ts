import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UsageError } from '../../../examples/support/usageError.js';
import { HELP, readOptions } from '../../../examples/transfer/options.js';
import { PRESETS } from '../../../examples/transfer/presets.js';
import { killLaunched, launch, recordsOf } from '../../support/launch.js';

const RESULTS = ['course.png', 'course.svg', 'model', 'report.json', 'report.png', 'report.svg', 'transfer.jsonl'];
const SMALL = ['--width', '0.0625', '--batch', '16', '--source-examples', '64', '--ways', '3', '--shots', '1,2'];
const FEW = [...SMALL, '--queries', '2', '--episodes', '4'];
/** The coarse class of each fine class of CIFAR-100, as its files have it. */
const COARSE = [
  ...[4, 1, 14, 8, 0, 6, 7, 7, 18, 3, 3, 14, 9, 18, 7, 11, 3, 9, 7, 11, 6, 11, 5, 10, 7, 6, 13, 15, 3, 15, 0, 11, 1],
  ...[10, 12, 14, 16, 9, 11, 5, 5, 19, 8, 8, 15, 13, 14, 17, 18, 10, 16, 4, 17, 4, 2, 0, 17, 4, 18, 17, 10, 3, 2, 12],
  ...[12, 16, 12, 1, 9, 19, 2, 10, 0, 1, 16, 12, 9, 13, 15, 13, 16, 19, 2, 4, 6, 19, 5, 5, 8, 19, 18, 1, 2, 15, 6, 0],
  ...[17, 8, 14, 13],
];
let folder: string;
let data: string;

/** The files of CIFAR-100, of `each` noisy images of every class. */
function write(name: string, each: number): void {
  const bytes = new Uint8Array(100 * each * 3074);
  for (let i = 0; i < 100 * each; i++) {
    const fine = i % 100;
    bytes.set([COARSE[fine], fine], i * 3074);
    for (let at = 2; at < 3074; at++) bytes[i * 3074 + at] = (fine * 2 + ((i * 37 + at * at * 7) % 53)) % 256;
  }
  writeFileSync(join(data, name), gzipSync(bytes, { level: 1 }));
}

const start = (...flags: string[]) => launch('examples/transfer/main.ts', '--data', data, ...flags);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
  data = join(folder, 'data');
  mkdirSync(data);
  write('train.bin.gz', 5);
  write('test.bin.gz', 1);
});
afterAll(() => {
  killLaunched();
  rmSync(folder, { recursive: true });
});

it('trains for a few steps, reports as it goes, and writes reports, pictures and model, whole', {
  timeout: 240_000,
}, async () => {
  const out = join(folder, 'few');
  const run = start(...FEW, '--steps', '4', '--reports', '2', '--seed', '7', '--out', out);
  expect(await run.ended, run.text()).toBe(0);
  expect(run.text()).toContain('Preset narrow is not the paper');
  expect(run.text()).toMatch(
    /320 training images of 64 classes, 64 others of these; 120 images of 20 held-out classes/,
  );
  expect(run.text()).toMatch(/step 4\/4 {2}loss [\d.]+ {2}accuracy +[\d.]+% .*GC [\d.e+-]+ ± .*1-shot +[\d.]+% \(/);
  expect(readdirSync(out).sort()).toEqual(RESULTS);
  const rows = recordsOf(join(out, 'transfer.jsonl'));
  expect(rows.map(({ step }) => step)).toEqual([0, 2, 4]);
  expect(rows.map(({ loss }) => loss === null)).toEqual([true, false, false]);
  for (const { report } of rows) {
    expect(report.target.fewShot.map((each: { options: { shots: number } }) => each.options.shots)).toEqual([
      1, 2, 1, 2,
    ]);
    expect(report.source.classNames).toHaveLength(64);
    expect(report.sharedClasses).toEqual([]);
  }
  const summary = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
  expect(summary.settings).toMatchObject({ preset: 'narrow', width: 0.0625, batch: 16, shots: [1, 2], seed: 7 });
  expect(summary.final).toEqual(rows[2]);
  expect(summary.processorSeconds).toBeGreaterThan(0);
  expect(summary.waitedSeconds).toBeLessThan(summary.seconds);
  for (const name of ['course', 'report']) {
    expect(
      readFileSync(join(out, `${name}.png`))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect(readFileSync(join(out, `${name}.svg`), 'utf8')).toContain('held-out classes');
  }
});

it('stops on a signal after the step under way, or within a report, and keeps what there is', {
  timeout: 240_000,
}, async () => {
  const out = join(folder, 'stopped');
  const run = start(...FEW, '--steps', '100000', '--target', 'validation', '--out', out);
  await run.until(/step +0\/100000/);
  run.child.kill('SIGINT');
  expect(await run.ended, run.text()).toBe(130);
  expect(run.text()).toMatch(/stopped after \d+ of 100000 steps/);
  expect(readdirSync(out).sort()).toEqual(RESULTS);
  const [row] = recordsOf(join(out, 'transfer.jsonl'));
  expect(row.report.target.classNames).toHaveLength(16);
});

it('refuses settings that the data do not allow in one line, with status 2, and leaves no files', {
  timeout: 120_000,
}, async () => {
  const out = join(folder, 'none', 'inner');
  const run = start(...FEW, '--queries', '20', '--out', out);
  expect(await run.ended).toBe(2);
  expect(run.text()).toContain('target.labels must be of at least shots + queries = 2 + 20 examples of each class');
  expect(existsSync(join(folder, 'none'))).toBe(false);
});

it.each([
  [
    'a preset that is not there',
    ['--preset', 'wide'],
    "--preset must be one of narrow, paper, got 'wide'. See --help.",
  ],
  ['a fraction of a shot', ['--shots', '1,1.5'], '--shots must be different whole numbers of at least 1'],
  ['a number of shots twice', ['--shots', '5,5'], '--shots must be different whole numbers of at least 1'],
  ['no number of shots', ['--shots', ''], '--shots must be different whole numbers of at least 1'],
  ['an unknown flag', ['--shot', '5'], "Unknown option '--shot'"],
  ['the training classes as target', ['--target', 'train'], '--target must be one of test, validation'],
])('%s is one line for a person', (_, flags, message) => {
  const read = () => readOptions(flags);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
  expect(read).not.toThrow('\n');
});

it('has a flag for every setting that a preset may be tried with, and --help tells each', () => {
  for (const flag of [
    'preset',
    'data',
    'target',
    'width',
    'steps',
    'batch',
    'learning-rate',
    'l2',
    'shots',
    'seed',
    'out',
  ])
    expect(HELP).toContain(`--${flag} `);
  expect(readOptions(['--help'])).toBeNull();
});

it('the preset of the paper has its settings, and says what the paper does not say', () => {
  const { preset, settings } = readOptions(['--preset', 'paper'])!;
  expect(preset).toBe('paper');
  expect(settings).toMatchObject({ width: 1, learningRate: 0.01, batch: 256, l2: 0, fade: 0 });
  const unsaid = PRESETS.paper.notes.filter((note) => /does not say .*; here: /.test(note));
  expect(unsaid.length).toBeGreaterThan(6);
  for (const each of ['steps', 'momentum', 'augmentation', 'normalisation', 'episodes', 'head'])
    expect(
      unsaid.some((note) => note.includes(each)),
      each,
    ).toBe(true);
});

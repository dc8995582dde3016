import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UsageError } from '../../../examples/support/usageError.js';
import { readOptions } from '../../../examples/train/options.js';
import { recordsOf } from '../../support/launch.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const command = ['--import', 'tsx', 'examples/train/main.ts']; // as in npm start
const environment = { ...process.env, GEOCOLLAPSE_BACKEND: 'wasm' };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(...flags: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...command, ...flags], { cwd: root, env: environment }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

it('trains for a few steps on MNIST and writes metrics, summary, picture and model, whole', {
  timeout: 120_000,
}, async () => {
  const out = join(folder, 'few');
  const { code, stdout } = await start('--steps', '3', '--batch', '16', '--seed', '7', '--out', out);
  expect(code).toBe(0);
  expect(stdout).toMatch(/geocollapse: backend wasm/);
  expect(stdout).toMatch(
    /step 3\/3 {2}loss [\d.]+ {2}accuracy +[\d.]+% {2}GC [\d.]+ ± [\d.]+ {2}geometric collapse [\d.]+ {2}CDNV [\d.]+ {2}NC1 [\d.]+/,
  );
  expect(stdout).toMatch(/test accuracy [\d.]+%, 3 steps in \d+ s/);
  expect(readdirSync(out).sort()).toEqual(['curves.png', 'curves.svg', 'metrics.jsonl', 'model', 'summary.json']);
  const rows = recordsOf(join(out, 'metrics.jsonl'));
  expect(rows.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
  expect(summary.settings).toMatchObject({ steps: 3, batch: 16, learningRate: 0.02, l2: 0, seed: 7 });
  expect(summary.final).toEqual(rows[3]);
  expect(readFileSync(join(out, 'curves.png')).subarray(1, 4).toString()).toBe('PNG');
  expect(readFileSync(join(out, 'curves.svg'), 'utf8')).toContain('Geometric complexity');
  const model = JSON.parse(readFileSync(join(out, 'model', 'model.json'), 'utf8'));
  const [{ paths, weights }] = model.weightsManifest;
  const bytes = weights.reduce(
    (sum: number, { shape }: { shape: number[] }) => sum + 4 * shape.reduce((a, b) => a * b, 1),
    0,
  );
  expect(readFileSync(join(out, 'model', paths[0]))).toHaveLength(bytes);
});

it('--help tells every flag', async () => {
  const { code, stdout } = await start('--help');
  expect(code).toBe(0);
  for (const flag of ['steps', 'batch', 'learning-rate', 'l2', 'seed', 'out', 'overwrite', 'data-set', 'data'])
    expect(stdout).toContain(`--${flag} `);
});

it.each([
  ['an unknown flag', ['--stepz', '3'], "Unknown option '--stepz'"],
  ['a fraction of steps', ['--steps', '1.5'], "--steps must be a whole number of at least 1, got '1.5'. See --help."],
  ['too many steps', ['--steps', '1e12'], "--steps must be a whole number from 1 to 2147483647, got '1e12'"],
  ['a flag without its value', ['--steps'], "Option '--steps <value>' argument missing"],
  ['a flag for a value', ['--steps', '--overwrite'], "Option '--steps' argument is ambiguous. See --help."],
  ['a blank for a number', ['--l2', ' '], "--l2 must be a number of at least 0, got ' '"],
  ['a word for a number', ['--learning-rate', 'fast'], "--learning-rate must be a number of at least 0, got 'fast'"],
  [
    'an unknown data set',
    ['--data-set', 'mnst'],
    "--data-set must be one of mnist, fashion-mnist, cifar-10, cifar-100, got 'mnst'. See --help.",
  ],
  ['no name of a folder', ['--data', ''], "--data must be the name of a folder, got ''"],
  ['a value for a switch', ['--overwrite=yes'], "Option '--overwrite' does not take an argument"],
  ['a word without a flag', ['out'], "Unexpected argument 'out'"],
])('%s is one line for a person', (_, flags, message) => {
  const read = () => readOptions(flags);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
  expect(read).not.toThrow('\n');
});

it.each([
  ['an unknown flag', ['--stepz', '3'], "Unknown option '--stepz'"],
  ['a batch larger than the data', ['--batch', '60001'], '--batch must be at most 60000, the training images'],
  ['a folder that is not there', ['--data', 'no/such/folder'], 'dataFolder: data must be a path that is there'],
  ['a folder without data', ['--data', 'docs'], 'readMnist: source must'],
  ['a file for a folder of data', ['--data', 'package.json'], 'readMnist: source must'],
])('%s is one line and status 2, and leaves no files', async (_, flags, message) => {
  const out = join(folder, 'none', 'inner');
  const { code, stderr } = await start(...flags, '--out', out);
  expect(code).toBe(2);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(message);
  expect(existsSync(join(folder, 'none'))).toBe(false);
});

it('a folder that cannot be written to is one line and status 2, before the data is read', async () => {
  const out = join(root, 'package.json');
  const { code, stderr } = await start('--steps', '1', '--data', 'no/such/folder', '--out', out);
  expect(code).toBe(2);
  expect(stderr.trim()).toMatch(/^--out must be a folder that can be made and written to, got E[^\n]*package\.json'\./);
});

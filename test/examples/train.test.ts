import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
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

const jsonLines = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

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
  const rows = jsonLines(join(out, 'metrics.jsonl'));
  expect(rows.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
  expect(summary.settings).toMatchObject({ steps: 3, batch: 16, learningRate: 0.02, l2: 0, seed: 7 });
  expect(summary.final).toEqual(rows[3]);
  expect(readFileSync(join(out, 'curves.png')).subarray(1, 4).toString()).toBe('PNG');
  expect(readFileSync(join(out, 'curves.svg'), 'utf8')).toContain('Geometric complexity');
  const model = JSON.parse(readFileSync(join(out, 'model', 'model.json'), 'utf8'));
  const bytes = model.weightsManifest[0].weights.reduce(
    (sum: number, { shape }: { shape: number[] }) => sum + 4 * shape.reduce((a, b) => a * b, 1),
    0,
  );
  expect(readFileSync(join(out, 'model', 'weights.bin'))).toHaveLength(bytes);
});

it('Ctrl-C ends it after the step under way, with whole files and status 130', { timeout: 120_000 }, async () => {
  const out = join(folder, 'interrupted');
  const flags = ['--steps', '100000', '--batch', '16', '--out', out];
  const child = spawn(process.execPath, [...command, ...flags], { cwd: root, env: environment });
  let text = '';
  const code = await new Promise<number | null>((resolve) => {
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (/step +0\/100000/.test(text) && !child.killed) setTimeout(() => child.kill('SIGINT'), 700);
    });
    child.on('close', resolve);
  });
  expect(code).toBe(130);
  expect(text).toMatch(/stopped after \d+ of 100000 steps/);
  expect(readdirSync(out).sort()).toEqual(['curves.png', 'curves.svg', 'metrics.jsonl', 'model', 'summary.json']);
  expect(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')).testAccuracy).toBeNull();
  expect(jsonLines(join(out, 'metrics.jsonl')).length).toBeGreaterThan(0);
});

it('--help tells every flag', async () => {
  const { code, stdout } = await start('--help');
  expect(code).toBe(0);
  for (const flag of ['steps', 'batch', 'learning-rate', 'l2', 'seed', 'out', 'data'])
    expect(stdout).toContain(`--${flag} `);
});

it.each([
  ['an unknown flag', ['--stepz', '3'], "Unknown option '--stepz'"],
  ['a fraction of steps', ['--steps', '1.5'], "--steps must be a whole number of at least 1, got '1.5'. See --help."],
  ['a word for a number', ['--learning-rate', 'fast'], "--learning-rate must be a number of at least 0, got 'fast'"],
  ['a folder without data', ['--data', 'no/such/folder'], 'directory must hold train-images-idx3-ubyte'],
  ['a file for a folder of data', ['--data', 'package.json'], 'directory must hold train-images-idx3-ubyte'],
])('%s is one line and status 2, and leaves no files', async (_, flags, message) => {
  const out = join(folder, 'none');
  const { code, stderr } = await start(...flags, '--out', out);
  expect(code).toBe(2);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(message);
  expect(existsSync(out)).toBe(false);
});

it('a folder that cannot be written is one line and status 1', async () => {
  const { code, stderr } = await start('--steps', '1', '--out', join(root, 'package.json'));
  expect(code).toBe(1);
  expect(stderr.trim()).toMatch(/^E[A-Z]+: [^\n]*package\.json'$/);
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killLaunched, launch, recordsOf } from '../../support/launch.js';

const RESULTS = ['curves.png', 'curves.svg', 'metrics.jsonl', 'model', 'summary.json'];
const FOREVER = ['--steps', '100000'];
let folder: string;
let data: string;

/** MNIST's four files of so few noisy images that a run begins at once. */
function writeData(): void {
  mkdirSync(data);
  for (const [split, n] of [
    ['train', 300],
    ['t10k', 20],
  ] as const) {
    const images = Buffer.from(
      Array.from({ length: 16 + n * 784 }, (_, i) => (i * i * 7 + ((i / 784) % 10) * 20) % 251),
    );
    [0x803, n, 28, 28].forEach((word, i) => {
      images.writeUInt32BE(word, 4 * i);
    });
    const labels = Buffer.from(Array.from({ length: 8 + n }, (_, i) => i % 10));
    labels.writeUInt32BE(0x801);
    labels.writeUInt32BE(n, 4);
    writeFileSync(join(data, `${split}-images-idx3-ubyte`), images);
    writeFileSync(join(data, `${split}-labels-idx1-ubyte`), labels);
  }
}

/** A run of the example. */
const start = (...flags: string[]) => launch('examples/train/main.ts', '--data', data, '--batch', '16', ...flags);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
  data = join(folder, 'data');
  writeData();
});
afterAll(() => {
  killLaunched();
  rmSync(folder, { recursive: true });
});

describe('the folder of a run, one thing after another', { timeout: 120_000 }, () => {
  const out = () => join(folder, 'out');

  it('holds all results though nobody reads what the run says any more', async () => {
    const run = start('--steps', '2', '--out', out());
    await run.until(/backend/);
    run.child.stdout.destroy();
    run.child.stderr.destroy();
    expect(await run.ended).toBe(0);
    expect(readdirSync(out()).sort()).toEqual(RESULTS);
    expect(recordsOf(join(out(), 'metrics.jsonl')).map(({ step }) => step)).toEqual([0, 1, 2]);
  });

  it('is refused to a second run, and left as it is', async () => {
    const before = readFileSync(join(out(), 'metrics.jsonl'));
    const run = start('--steps', '2', '--out', out());
    expect(await run.ended).toBe(2);
    expect(run.text()).toMatch(/^--out must be a folder without a run, got '.*' with metrics\.jsonl, .*--overwrite/);
    expect(readFileSync(join(out(), 'metrics.jsonl'))).toEqual(before);
    expect(readdirSync(out()).sort()).toEqual(RESULTS);
  });

  it('is given to one that may overwrite, and to no other while that one lasts; a kill leaves files of it alone', async () => {
    writeFileSync(join(out(), 'notes.txt'), 'mine');
    writeFileSync(join(out(), 'model', 'old'), 'of the earlier run');
    const run = start(...FOREVER, '--out', out(), '--overwrite');
    await run.until(/step +0\/100000/);
    const second = start('--steps', '2', '--out', out(), '--overwrite');
    expect(await second.ended).toBe(2);
    expect(second.text()).toContain(`which process ${run.child.pid} writes to`);
    run.child.kill('SIGKILL');
    await run.ended;
    expect(readdirSync(out()).sort()).toEqual(['metrics.jsonl', 'notes.txt', 'running.pid']);
    expect(recordsOf(join(out(), 'metrics.jsonl')).map(({ step }) => step)).toEqual([0]);
  });

  it('is free again after a kill; a model that cannot be written is named, and all else is there', async () => {
    const run = start(...FOREVER, '--out', out(), '--overwrite');
    await run.until(/step +0\/100000/);
    writeFileSync(join(out(), 'model'), 'in the way of a folder');
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(1);
    expect(run.text()).toMatch(/not saved: model \(folderHandler: folder must be .*\); the other results are in /);
    expect(readdirSync(out()).sort()).toEqual([...RESULTS, 'notes.txt'].sort());
    expect(JSON.parse(readFileSync(join(out(), 'summary.json'), 'utf8')).settings.steps).toBe(100000);
  });
});

it.each([
  ['SIGINT', 130], // Ctrl-C
  ['SIGTERM', 143],
] as const)(
  '%s ends a run after the step under way, saved, with status %d',
  { timeout: 120_000 },
  async (signal, status) => {
    const out = join(folder, signal);
    const run = start(...FOREVER, '--out', out);
    await run.until(/step +0\/100000/);
    run.child.kill(signal);
    expect(await run.ended).toBe(status);
    expect(run.text()).toMatch(/: stopping after this step[\s\S]*stopped after \d+ of 100000 steps/);
    expect(readdirSync(out).sort()).toEqual(RESULTS);
    const { testAccuracy, stepsDone, final } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
    expect(testAccuracy).toBeNull();
    expect(recordsOf(join(out, 'metrics.jsonl')).at(-1)).toEqual(final);
    expect(final.step).toBe(stepsDone);
  },
);

it('two signals at once are one; a later one ends the process at once, says so, and lets the folder go', async () => {
  const out = join(folder, 'twice');
  const program = `
    import { claimFolder } from './examples/support/outputFolder.ts';
    import { stopOnSignals } from './examples/support/stopOnSignals.ts';
    stopOnSignals('metrics.jsonl').addEventListener('abort', () => console.log('asked'));
    await claimFolder(${JSON.stringify(out)}, { overwrite: false, results: [] });
    console.log('ready');
    setInterval(() => {}, 1000); // never ends by itself
  `;
  const run = launch('--input-type=module', '--eval', program);
  await run.until(/ready/);
  expect(readFileSync(join(out, 'running.pid'), 'utf8')).toBe(String(run.child.pid));
  run.child.kill('SIGTERM');
  run.child.kill('SIGINT');
  await run.until(/stopping after this step[\s\S]*asked/);
  const again = setInterval(() => run.child.kill('SIGTERM'), 100);
  const status = await run.ended;
  clearInterval(again);
  expect([130, 143]).toContain(status);
  expect(run.text().match(/stopping|asked/g)).toHaveLength(2);
  expect(run.text()).toContain('quit at once; metrics.jsonl holds the measurements so far, the model is not saved');
  expect(existsSync(join(out, 'running.pid'))).toBe(false);
});

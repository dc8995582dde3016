import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { InputError, jsonLines } from 'geocollapse/training';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProgram } from '../support/childProcess.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
  path = join(folder, 'runs', 'metrics.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = () => readFileSync(path, 'utf8');
const records = () => {
  expect(text().endsWith('\n')).toBe(true);
  return text()
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line));
};
const steps = () => records().map(({ step }) => step);

const circle: Record<string, unknown> = {};
circle.self = circle;

describe('records', () => {
  it('are in the file when the promise of append has come, a line each, and the folder is made for them', async () => {
    const lines = jsonLines(path);
    expect(existsSync(join(folder, 'runs'))).toBe(false);
    await lines.append({ step: 0, loss: 2.5 });
    expect(text()).toBe('{"step":0,"loss":2.5}\n');
    await lines.append({ step: 1, note: 'two\nlines' });
    expect(records()).toEqual([
      { step: 0, loss: 2.5 },
      { step: 1, note: 'two\nlines' },
    ]);
    await lines.close();
    expect(readdirSync(join(folder, 'runs'))).toEqual(['metrics.jsonl']);
  });

  it('keep the order of the calls where nobody waits', async () => {
    const lines = jsonLines(path);
    for (let step = 0; step < 200; step++) void lines.append({ step });
    await lines.flush();
    expect(steps()).toEqual(Array.from({ length: 200 }, (_, step) => step));
  });

  it('have null for NaN and the infinities, and arrays for typed arrays', async () => {
    const lines = jsonLines(path);
    await lines.append({ nan: Number.NaN, most: Infinity, deep: [{ least: -Infinity }], left: undefined });
    await lines.append({ gc: Float64Array.of(1, Number.NaN), labels: Uint8Array.of(0, 2), at: new Date(0) });
    expect(text()).toBe(
      '{"nan":null,"most":null,"deep":[{"least":null}]}\n' +
        '{"gc":[1,null],"labels":[0,2],"at":"1970-01-01T00:00:00.000Z"}\n',
    );
  });

  it.each([
    ['a tensor', () => tf.scalar(1), /^jsonLines: record must be a plain object, got a float32 tensor/],
    ['a promise', () => Promise.resolve({}), /got a promise\. Wait for it with await\.$/],
    ['an array', () => [1], /got Array of length 1/],
    [
      'a tensor inside',
      () => ({ gc: tf.scalar(1) }),
      /^jsonLines: record\.gc must be numbers, got a float32 .* await gc/,
    ],
    ['a promise inside', () => ({ a: { gc: Promise.resolve(1) } }), /record\.gc must be a value, got a promise/],
    ['a bigint', () => ({ n: 5n }), /record\.n must be a number or a string, got 5n\. Pass Number/],
    ['a circle', () => circle, /record must be an object that JSON can hold, got Converting circular/],
  ])('%s is refused, and nothing is written', async (_, make, message) => {
    const record = make();
    const lines = jsonLines(path);
    await expect(lines.append(record)).rejects.toThrow(message);
    await expect(lines.append(record)).rejects.toThrow(InputError);
    await lines.close();
    expect(existsSync(path)).toBe(false);
    if (record !== circle) tf.dispose(record as tf.TensorContainer);
  });

  it('are refused after close, which is no harm a second time', async () => {
    const lines = jsonLines(path);
    await lines.append({ step: 0 });
    await lines.close();
    await lines.close();
    await expect(lines.append({ step: 1 })).rejects.toThrow(/^jsonLines: append must be called before close/);
    expect(steps()).toEqual([0]);
  });
});

describe('a file that is there', () => {
  const writeFile = (content: string) => {
    mkdirSync(join(folder, 'runs'));
    writeFileSync(path, content);
  };

  it.each([
    ['whole lines', '{"step":0}\n{"step":1}\n', [0, 1, 2]],
    ['nothing in it', '', [2]],
    ['half a line at its end', '{"step":0}\n{"step":1,"lo', [0, 2]],
    ['half a line and nothing else', '{"st', [2]],
    ['a record without its end of line', '{"step":0}\n{"step":1}', [0, 1, 2]],
    ['zeros at its end, as a loss of power leaves them', '{"step":0}\n\0\0\0\0', [0, 2]],
  ])('is continued: with %s', async (_, content, expected) => {
    writeFile(content);
    const lines = jsonLines(path);
    await lines.append({ step: 2 });
    expect(steps()).toEqual(expected);
  });

  it('has no line twice that was whole but for its end when the disk was full', async () => {
    writeFile('{"step":0}\n{"step":1}');
    await jsonLines(path).append({ step: 1 });
    expect(steps()).toEqual([0, 1]);
  });

  it.each([
    ['a text', 'my notes\n', /got a text that begins with "my notes" at '.*metrics\.jsonl'/],
    ['an indented JSON text', '{\n  "step": 0\n}\n', /got a JSON text/],
    ['numbers', '1\n2\n', /must be a file of JSON lines, or a new one/],
    ['bytes', '\x89PNG\r\n\x1a\n', /./],
  ])('is refused and stays as it is: with %s', async (_, content, message) => {
    writeFile(content);
    const lines = jsonLines(path);
    await expect(lines.append({ step: 0 })).rejects.toThrow(message);
    await expect(lines.close()).rejects.toThrow(InputError);
    expect(text()).toBe(content);
  });

  it('takes the lines of two writers at once, all whole', async () => {
    const writers = [jsonLines(path), jsonLines(path)];
    const wide = 'x'.repeat(20_000); // of several pages
    const work = writers.map(async (lines, writer) => {
      for (let step = 0; step < 50; step++) await lines.append({ writer, step, wide });
    });
    await Promise.all(work);
    for (const writer of [0, 1]) {
      const own = records().filter((record) => record.writer === writer);
      expect(own.map(({ step }) => step)).toEqual(Array.from({ length: 50 }, (_, step) => step));
    }
  });
});

describe('what cannot be written', () => {
  it('is told, and follows when it can, in order and none twice', async () => {
    const lines = jsonLines(path);
    await lines.append({ step: 0 });
    rmSync(join(folder, 'runs'), { recursive: true });
    writeFileSync(join(folder, 'runs'), 'in the way');
    await expect(lines.append({ step: 1 })).rejects.toThrow(
      /^jsonLines: path must be a file that can be written to, got/,
    );
    await expect(lines.append({ step: 2 })).rejects.toThrow(InputError);
    await expect(lines.flush()).rejects.toThrow(/EEXIST|ENOTDIR/);
    rmSync(join(folder, 'runs'));
    await lines.append({ step: 3 });
    expect(steps()).toEqual([1, 2, 3]); // line 0 was removed by another hand
    await lines.close();
  });

  it('is written by close where no record follows', async () => {
    const lines = jsonLines(path);
    writeFileSync(join(folder, 'runs'), 'in the way');
    await expect(lines.append({ step: 0 })).rejects.toThrow(InputError);
    rmSync(join(folder, 'runs'));
    await lines.close();
    expect(steps()).toEqual([0]);
  });

  it.skipIf(!existsSync('/dev/full'))('is named where the disk is full', async () => {
    symlinkSync('/dev/full', join(folder, 'full'));
    await expect(jsonLines(join(folder, 'full')).append({ step: 0 })).rejects.toThrow(/got a pipe, socket or device/);
  });

  it.skipIf(process.getuid?.() === 0)('is named where the right to write is missing', async () => {
    chmodSync(folder, 0o500);
    await expect(jsonLines(path).append({ step: 0 })).rejects.toThrow(/EACCES.*Give yourself the right/);
    chmodSync(folder, 0o700);
  });

  it('a folder in place of the file is refused', async () => {
    mkdirSync(path, { recursive: true });
    await expect(jsonLines(path).append({ step: 0 })).rejects.toThrow(/path must be a file, got the folder '/);
  });

  it.each(['', 'a\0b', 5, undefined])('the path %j is refused at once', (bad) => {
    expect(() => jsonLines(bad as string)).toThrow(/^jsonLines: path must be the path of a file, got /);
  });
});

it('a process that is killed at any time has lost no line that was reported, and the next one goes on behind them', {
  timeout: 60_000,
}, async () => {
  const program = `
    import { existsSync, readFileSync } from 'node:fs';
    import { jsonLines } from './src/training/jsonLines.ts';
    const path = ${JSON.stringify(path)};
    const done = existsSync(path) ? readFileSync(path, 'utf8').split('\\n').length - 1 : 0;
    const lines = jsonLines(path);
    for (let step = done; ; step++) {
      await lines.append({ step, wide: 'x'.repeat(step % 7 * 5000) });
      console.log(step);
    }`;
  for (const wait of [1, 60, 150]) {
    const child = startProgram(program);
    await child.until(wait);
    await child.kill();
    const reported = Number(child.lines().at(-1));
    const whole = text().split('\n').slice(0, -1);
    expect(whole.map((line) => JSON.parse(line).step)).toEqual(whole.map((_, step) => step));
    expect(whole.length).toBeGreaterThan(reported);
  }
  appendFileSync(path, '{"step":'); // as a kill in the middle of a write leaves it
  const count = text().split('\n').length - 1;
  await jsonLines(path).append({ step: count });
  expect(steps()).toEqual(Array.from({ length: count + 1 }, (_, step) => step));
});

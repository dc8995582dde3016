import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from 'geocollapse';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DownloadProgress, fetchFile } from '../../../src/data/download/fetchFile.js';
import { refusal } from '../../support/refusal.js';
import { type Answer, broken, bytesOf, good, published, type Server, serve } from './server.js';

const BYTES = bytesOf(300_000);
const FILE = published(BYTES);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = () => join(folder, FILE.name);
const fetchFrom = ({ address }: Server, more = {}) =>
  fetchFile(fs, path(), FILE, `${address}${FILE.name}`, { timeout: 5, ...more });
/** Answers in turn; the last answer is given for ever. */
const inTurn =
  (...answers: Answer[]): Answer =>
  (request, response, before) =>
    answers[Math.min(before, answers.length - 1)](request, response, before);
/** The file is there with its bytes, and nothing else is. */
const expectWhole = () => {
  expect(readdirSync(folder)).toEqual([FILE.name]);
  expect(readFileSync(path()).equals(BYTES)).toBe(true);
};

describe('a file comes whole', () => {
  it('from a server that serves it, and the progress is told', async () => {
    await using server = await serve(good(BYTES));
    const told: DownloadProgress[] = [];
    await fetchFrom(server, { onProgress: (progress: DownloadProgress) => told.push(progress) });
    expectWhole();
    expect(server.requests).toEqual(['/file.gz']);
    expect(told[0]).toEqual({ file: 'file.gz', received: 0, total: 300_000 });
    expect(told.at(-1)).toEqual({ file: 'file.gz', received: 300_000, total: 300_000 });
  });

  it('after a connection broke: the rest is asked for, at the byte', async () => {
    await using server = await serve(inTurn(broken(BYTES, 100_000), good(BYTES)));
    await fetchFrom(server);
    expectWhole();
    const [, from] = /^\/file.gz bytes=(\d+)-$/.exec(server.requests[1])!; // a break may take bytes along
    expect(Number(from)).toBeGreaterThan(0);
    expect(Number(from)).toBeLessThanOrEqual(100_000);
    expect(server.requests).toHaveLength(2);
  });
});

describe('a file that does not come is an error', () => {
  it('with another checksum', async () => {
    await using server = await serve(good(bytesOf(300_000, 2)));
    const error = await refusal(() => fetchFrom(server));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain('as many with the SHA-256');
    expect(readdirSync(folder)).toEqual([]);
  });
});

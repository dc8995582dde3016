import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import * as fs from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DownloadProgress, fetchFile } from '../../../src/data/download/fetchFile.js';
import { startProgram } from '../../support/childProcess.js';
import { refusal } from '../../support/refusal.js';
import { type Answer, begin, bytesOf, good, inTurn, published, serve, text } from './server.js';

const BYTES = bytesOf(300_000);
const OTHER = bytesOf(300_000, 2);
const HALF = 150_000;
const FILE = published(BYTES);
const PAGE = `<!doctype html><html><body>${'Log in first. '.repeat(9)}</body></html>`;
const PATH = `/${FILE.name}`;
const REST = `${PATH} bytes=${HALF}-`;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geocollapse ünï-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = () => join(folder, FILE.name);
const isThere = async () => existsSync(path());
const fetchFrom = ({ address }: { address: string }, more = {}) =>
  fetchFile(fs, path(), FILE, `${address}${FILE.name}`, { timeout: 5, ...more }, isThere);
/** The file is there with its bytes, and nothing else is. */
const expectWhole = () => {
  expect(readdirSync(folder)).toEqual([FILE.name]);
  expect(readFileSync(path()).equals(BYTES)).toBe(true);
};
/** What lies beside the file while it comes. */
const partials = () => readdirSync(folder).filter((name) => name.endsWith('.unfinished'));
/** Leaves what a process leaves that is killed. */
function leave(bytes: Uint8Array, validator?: string, name = 'a'): string {
  const left = join(folder, `${FILE.name}.${name}.unfinished`);
  mkdirSync(left);
  writeFileSync(join(left, 'body'), bytes);
  if (validator !== undefined) writeFileSync(join(left, 'body.validator'), validator);
  return left;
}
const asIs =
  (bytes: Uint8Array, headers: Record<string, string>, status = 200): Answer =>
  (_, response) =>
    response.writeHead(status, headers).end(bytes);

describe('a file comes whole, with nothing beside it', () => {
  it('from a server that has it, and the progress is told', async () => {
    await using server = await serve(good(BYTES));
    const told: DownloadProgress[] = [];
    await fetchFrom(server, { onProgress: (progress: DownloadProgress) => told.push(progress) });
    expectWhole();
    expect(server.requests).toEqual([PATH]);
    expect(told[0]).toEqual({ file: FILE.name, received: 0, total: BYTES.length });
    expect(told.at(-1)).toEqual({ file: FILE.name, received: BYTES.length, total: BYTES.length });
    const received = told.map((each) => each.received);
    expect(received).toEqual([...received].sort((a, b) => a - b));
  });

  it.each<[string, Answer, string[]]>([
    ['that does not say how long it is', asIs(BYTES, {}), [PATH]],
    [
      'that compresses it on the way, though it was asked not to',
      asIs(gzipSync(BYTES), { 'content-encoding': 'gzip', etag: '"1"' }),
      [PATH],
    ],
    [
      'that leads elsewhere',
      (request, response, before) =>
        request.url === '/moved'
          ? good(BYTES)(request, response, before)
          : response.writeHead(302, { location: '/moved' }).end(),
      [PATH, '/moved'],
    ],
    [
      'whose connection breaks: the rest is asked for, at the byte',
      inTurn(begin(BYTES, HALF, 'break'), good(BYTES)),
      [PATH, REST],
    ],
    [
      'whose connection breaks twice',
      inTurn(begin(BYTES, HALF, 'break'), begin(BYTES, HALF + 1, 'break'), good(BYTES)),
      [PATH, REST, `${PATH} bytes=${HALF + 1}-`],
    ],
    [
      'that knows no parts: it begins anew',
      inTurn(begin(BYTES, HALF, 'break'), asIs(BYTES, { etag: '"1"' })),
      [PATH, REST],
    ],
    [
      'whose file has changed since: two states are never put together',
      inTurn(begin(OTHER, HALF, 'break', { etag: '"0"' }), good(BYTES)),
      [PATH, REST],
    ],
    [
      'whose file has become shorter since, and then was put right',
      inTurn(begin(OTHER, HALF, 'break', { etag: '"0"' }), asIs(Buffer.of(), {}, 416), good(BYTES)),
      [PATH, REST, PATH],
    ],
    [
      'whose file has changed, which only its ETag shows',
      inTurn(
        begin(OTHER, HALF, 'break', { etag: '"0"' }),
        asIs(BYTES.subarray(HALF), { etag: '"1"', 'content-range': `bytes ${HALF}-299999/300000` }, 206),
        good(BYTES),
      ),
      [PATH, REST, PATH],
    ],
    [
      'that sends another part than it was asked for',
      inTurn(
        begin(BYTES, HALF, 'break'),
        asIs(BYTES.subarray(1), { etag: '"1"', 'content-range': 'bytes 1-299999/300000' }, 206),
        good(BYTES),
      ),
      [PATH, REST, PATH],
    ],
    [
      'that sends the rest in two parts',
      inTurn(
        begin(BYTES, HALF, 'break'),
        asIs(BYTES.subarray(HALF, 200_000), { 'content-range': `bytes ${HALF}-199999/300000` }, 206),
        good(BYTES),
      ),
      [PATH, REST, `${PATH} bytes=200000-`],
    ],
    [
      'that has a date and no ETag',
      inTurn(
        begin(BYTES, HALF, 'break', { 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' }),
        (request, response, before) => good(BYTES, 'Mon, 01 Jan 2024 00:00:00 GMT')(request, response, before),
      ),
      [PATH, REST],
    ],
    [
      'whose ETag is weak: the rest is not asked for',
      inTurn(begin(BYTES, HALF, 'break', { etag: 'W/"1"' }), good(BYTES)),
      [PATH, PATH],
    ],
    [
      'that has no name for its state: the rest is not asked for',
      inTurn(begin(BYTES, HALF, 'break', {}), good(BYTES)),
      [PATH, PATH],
    ],
  ])('from a server %s', async (_, answer, requests) => {
    await using server = await serve(answer);
    await fetchFrom(server);
    expectWhole();
    expect(server.requests).toEqual(requests);
  });

  it('from a slow server: the limit is on silence, and not on the whole', async () => {
    await using server = await serve((_, response) => {
      let sent = 0;
      const more = () => {
        response.write(BYTES.subarray(sent, sent + 50_000));
        sent += 50_000;
        if (sent < BYTES.length) setTimeout(more, 400);
        else response.end();
      };
      more();
    });
    await fetchFrom(server, { timeout: 1.5 });
    expectWhole();
  });
});

const hole: Answer = () => {};

describe('a file that does not come is an error with the address, what was expected, what came, and what to do', () => {
  it.each<[string, Answer, string, string]>([
    [
      'another checksum',
      good(OTHER),
      `as many with the SHA-256 ${published(OTHER).sha256}`,
      `The published file has ${FILE.sha256}: call this again, or pass another address as url.`,
    ],
    ['more bytes, unannounced', asIs(Buffer.concat([BYTES, OTHER]), {}), 'more bytes than that', 'Pass another'],
    [
      'more bytes, announced',
      asIs(bytesOf(300_001), { 'content-length': '300001' }),
      'a file of 300001',
      'Pass another',
    ],
    [
      'fewer bytes, unannounced',
      begin(BYTES, HALF, 'end'),
      'no more than 150000 bytes',
      'Pass another address as url.',
    ],
    [
      'fewer bytes, announced',
      asIs(bytesOf(9), { 'content-length': '9' }),
      'a file of 9 bytes',
      'Pass another address',
    ],
    ['no bytes', begin(BYTES, 0, 'end'), 'no more than 0 bytes', 'Pass another address as url.'],
    ['a web page for a file', text(200, PAGE), 'a web page', 'The address leads to a page'],
    [
      'a message for a file',
      text(200, `{"error": "${'no '.repeat(30)}"}`),
      'a JSON text',
      'The server may have answered',
    ],
    ['no such file', text(404, PAGE), 'the answer 404 Not Found', 'Pass another address as url.'],
    ['a refusal of a proxy', text(403, PAGE), 'the answer 403 Forbidden', 'Pass another address as url.'],
    ['a server at its limit', text(503, 'later'), 'the answer 503 Service Unavailable', 'Call this again later'],
    ['a part that was not asked for', text(206, 'part'), 'the answer 206 Partial Content', 'Pass another address'],
    [
      'addresses that lead in a circle',
      (_, response) => response.writeHead(302, { location: PATH }).end(),
      'no answer (redirect count exceeded)',
      'Look at the network',
    ],
    [
      'a gzip file that the server calls compressed on the way',
      asIs(gzipSync(Buffer.alloc(9)), { 'content-encoding': 'gzip' }),
      'no more than 9 bytes after the content-encoding gzip was undone',
      'Pass another address as url.',
    ],
    [
      'an encoding that is none',
      asIs(BYTES, { 'content-encoding': 'gzip', etag: '"1"' }),
      'no answer (',
      'Look at the network',
    ],
    [
      'a break before the answer',
      (request) => request.socket.destroy(),
      'no answer (other side closed)',
      'Look at the',
    ],
    ['a server that says nothing', hole, 'nothing for 0.4 s', 'Call this again later'],
    ['a server that stops', begin(BYTES, 0, 'silence'), 'nothing for 0.4 s', 'Call this again later'],
  ])('%s', async (_, answer, got, remedy) => {
    await using server = await serve(answer);
    const error = await refusal(() => fetchFrom(server, { timeout: 0.4 }));
    expect(error.argument).toBe('url');
    expect(error.expected).toBe('lead to file.gz of 300000 bytes');
    expect(error.got).toContain(got);
    expect(error.got).toMatch(new RegExp(` from ${server.address}file.gz$`));
    expect(error.remedy).toContain(remedy);
    expect(server.requests.length).toBeLessThan(25);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('no server', async () => {
    const server = await serve(hole);
    await server[Symbol.asyncDispose]();
    const { got, remedy } = await refusal(() => fetchFrom(server));
    expect(remedy).toContain(`Or put the file at '${path()}' by other means.`);
    expect(got).toMatch(/^no answer \(connect ECONNREFUSED 127\.0\.0\.1:\d+\) from http/);
  });

  it('a server that sends without end is cut off at the length of the file', async () => {
    let sent = 0;
    await using server = await serve(async (_, response) => {
      while (!response.destroyed && sent < 2e8) {
        sent += BYTES.length;
        if (!response.write(BYTES)) await new Promise((resolve) => response.once('drain', resolve));
      }
    });
    expect((await refusal(() => fetchFrom(server))).got).toContain('more bytes than that');
    expect(sent).toBeLessThan(1e8);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('what has come is kept', () => {
  it('when the server falls silent, and the error says so; the next call goes on from there', async () => {
    await using server = await serve(inTurn(begin(BYTES, HALF, 'silence'), hole, good(BYTES)));
    const { remedy } = await refusal(() => fetchFrom(server, { timeout: 1 }));
    expect(remedy).toContain(`The ${HALF} bytes that came are kept, and the next call goes on from there.`);
    await fetchFrom(server);
    expectWhole();
    expect(server.requests).toEqual([PATH, REST, REST]);
  });

  it.each<[string, Answer]>([
    ['a web page', text(200, PAGE, { etag: '"2"' })],
    ['an error', text(500, PAGE)],
    ['a file of another length', asIs(bytesOf(100), { 'content-length': '100' })],
  ])('when %s comes in the place of the rest', async (_, answer) => {
    leave(BYTES.subarray(0, HALF), '"1"');
    await using server = await serve(inTurn(answer, good(BYTES)));
    await refusal(() => fetchFrom(server));
    await fetchFrom(server);
    expectWhole();
    expect(server.requests).toEqual([REST, REST]);
  });

  it('when the signal is aborted, whose reason is thrown', async () => {
    await using server = await serve(inTurn(begin(BYTES, HALF, 'silence'), good(BYTES)));
    const abort = new AbortController();
    const onProgress = ({ received }: DownloadProgress) => {
      if (received === HALF) abort.abort(new Error('enough'));
    };
    await expect(fetchFrom(server, { signal: abort.signal, onProgress })).rejects.toThrow('enough');
    await expect(fetchFrom(server, { signal: abort.signal })).rejects.toThrow('enough');
    expect(server.requests).toEqual([PATH]);
    await fetchFrom(server);
    expectWhole();
    expect(server.requests).toEqual([PATH, REST]);
  });

  const own = new TypeError('own');
  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw own;
      },
    ],
    ['rejects', () => Promise.reject(own)],
  ])('when onProgress %s: the error is the own one of the caller', async (_, fail) => {
    await using server = await serve(inTurn(begin(BYTES, HALF, 'silence'), good(BYTES)));
    const onProgress = ({ received }: DownloadProgress) => (received === HALF ? fail() : undefined);
    await expect(fetchFrom(server, { onProgress })).rejects.toBe(own);
    await fetchFrom(server);
    expectWhole();
    expect(server.requests).toEqual([PATH, REST]);
  });

  it('when the disk is full', async () => {
    await using server = await serve(good(BYTES));
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const disk = {
      ...fs,
      open: async (...args: Parameters<typeof fs.open>) => {
        const handle = await fs.open(...args);
        handle.appendFile = async (bytes) => {
          await handle.write(bytes as Uint8Array, 0, 1000);
          throw full;
        };
        return handle;
      },
    } as typeof fs;
    const call = () => fetchFile(disk, path(), FILE, `${server.address}${FILE.name}`, { timeout: 5 }, isThere);
    await expect(call()).rejects.toBe(full);
    expect(existsSync(path())).toBe(false);
    await fetchFrom(server);
    expectWhole();
  });
});

describe('what killed processes left', () => {
  it('is gone on from, the longest first, and removed once the file is whole', async () => {
    leave(BYTES.subarray(0, 1000), '"1"', 'short');
    leave(BYTES.subarray(0, HALF), '"1"', 'long');
    leave(BYTES.subarray(0, 200_000), undefined, 'without the name of its state');
    leave(BYTES.subarray(0, 200_000), '', 'with half a name');
    mkdirSync(join(folder, `${FILE.name}.empty.unfinished`));
    await using server = await serve(good(BYTES));
    await fetchFrom(server);
    expectWhole();
    expect(server.requests).toEqual([REST]);
  });

  it('is taken as it is where all bytes had come: no server is asked', async () => {
    leave(BYTES, '"1"');
    await fetchFrom({ address: 'http://127.0.0.1:1/' });
    expectWhole();
  });

  it.each([
    ['wrong bytes', () => leave(OTHER.subarray(0, HALF), '"1"'), [REST, PATH]],
    ['too many bytes', () => leave(Buffer.concat([BYTES, OTHER]), '"1"'), [PATH]],
  ])('is given up once it proves to be %s', async (_, left, requests) => {
    left();
    await using server = await serve(good(BYTES));
    expect((await refusal(() => fetchFrom(server))).got).toContain('as many with the SHA-256');
    await fetchFrom(server);
    expectWhole();
    expect(server.requests).toEqual(requests);
  });

  it.each(['', '.free'])('is the longest that a call left which ended, or was killed: %j', async (end) => {
    leave(BYTES.subarray(0, HALF), '"1"', `a${end}`);
    leave(BYTES.subarray(0, 1000), '"1"', 'short.free');
    leave(BYTES.subarray(0, 1000), '"1"', 'short');
    await using server = await serve(inTurn(text(500, PAGE), good(BYTES)));
    await refusal(() => fetchFrom(server));
    // What ended is taken over, and takes no more room than before.
    expect(partials()).toHaveLength(end ? 2 : 3);
    await fetchFrom(server);
    expectWhole();
    expect(server.requests).toEqual([REST, REST]);
  });

  it.each([
    ['taken over from a process of this machine that has ended', () => spawnSync(process.execPath, ['-v']).pid, 1],
    ['copied from one that is there', () => process.pid, 2],
  ])('is %s', async (_, pid, folders) => {
    const name = `${pid()}@${hostname().replace(/[^\w-]/g, '_')}.0a-1`;
    const left = leave(BYTES.subarray(0, HALF), '"1"', name);
    const before = new Date(Date.now() - 5000);
    utimesSync(join(left, 'body'), before, before);
    await using server = await serve(text(500, PAGE));
    await refusal(() => fetchFrom(server));
    expect(partials()).toHaveLength(folders);
    expect(server.requests).toEqual([REST]);
  });

  it('is removed when it is old, also if the file does not come this time', async () => {
    for (const name of ['old', 'older'])
      utimesSync(join(leave(BYTES.subarray(0, HALF), '"1"', name), 'body'), 1e9, 1e9);
    leave(BYTES.subarray(0, 1000), '"1"', 'young');
    await using server = await serve(text(500, PAGE));
    await refusal(() => fetchFrom(server));
    expect(partials()).toHaveLength(2); // its copy, and what another process may write to still
  });

  it('has the bytes that were written before kill -9, and a process that goes on beside ends well, too', async () => {
    const begins: (() => unknown)[] = [];
    const held: ServerResponse[] = [];
    await using server = await serve((request, response, before) => {
      if (request.headers.range) return good(BYTES)(request, response, before);
      held.push(response);
      begins.push(() => begin(BYTES, HALF, 'silence')(request, response, before));
      // Both ask before either has bytes: the later one would go on from those of the other.
      if (begins.length === 2) for (const each of begins) each();
    });
    const start = () =>
      startProgram(`
        import * as fs from 'node:fs/promises';
        import { existsSync } from 'node:fs';
        import { fetchFile } from './src/data/download/fetchFile.ts';
        const path = ${JSON.stringify(path())};
        const address = '${server.address}${FILE.name}';
        const onProgress = ({ received }) => {
          if (received === ${HALF}) console.log(received);
        };
        const fetching = { timeout: 60, onProgress };
        await fetchFile(fs, path, ${JSON.stringify(FILE)}, address, fetching, async () => existsSync(path));
        console.log('whole');
      `);
    const [killed, other] = [start(), start()];
    await Promise.all([killed.until(1), other.until(1)]);
    await killed.kill();
    expect(existsSync(path())).toBe(false);
    await fetchFrom(server);
    expectWhole();
    expect(server.requests).toEqual([PATH, PATH, REST]);
    for (const response of held) response.end(BYTES.subarray(HALF));
    await other.until(2);
    expect(other.lines()).toEqual([`${HALF}`, 'whole']);
    expectWhole();
  });
});

describe('several at once', () => {
  it('each end with the whole file, whatever the others do', async () => {
    await using server = await serve((request, response, before) => {
      const answer = before % 3 === 0 ? begin(BYTES, 1000 * (before + 1), 'break') : good(BYTES);
      setTimeout(() => answer(request, response, before), 20 * (before % 4));
    });
    await Promise.all(Array.from({ length: 12 }, () => fetchFrom(server)));
    expectWhole();
  });
});

import {
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
import { type DataFolderOptions, type DataSetName, type DownloadProgress, dataFolder } from 'geocollapse/data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refusal } from '../../support/refusal.js';
import { begin, bytesOf, good, inTurn, type Server, serve } from './server.js';
import { FILES } from './smallSets.js';

vi.mock('../../../src/data/download/dataSets.js', () => import('./smallSets.js'));

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'geocollapse ünï-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

const all = () =>
  serve((request, response, before) => {
    const name = request.url!.slice(request.url!.lastIndexOf('/') + 1) as keyof typeof FILES;
    good(FILES[name])(request, response, before);
  });
const from = (name: DataSetName, { address }: Pick<Server, 'address'>, more: DataFolderOptions = {}) =>
  dataFolder(name, { cache, url: address, timeout: 5, ...more });
const tree = () => readdirSync(cache, { recursive: true, encoding: 'utf8' }).sort();
const NOWHERE = { address: 'http://127.0.0.1:1/' };

describe('the path that the user names comes first', () => {
  it.each(['mnist', 'emnist', 'cifar-fs', 'mini-imagenet'] as const)('for %s, as it is', async (name) => {
    await using server = await all();
    expect(await from(name, server, { data: cache })).toBe(cache);
    expect(await from(name, server, { data: `${cache}/` })).toBe(`${cache}/`);
    writeFileSync(join(cache, 'set.tar.gz'), '');
    expect(await from(name, server, { data: join(cache, 'set.tar.gz') })).toBe(join(cache, 'set.tar.gz'));
    expect(server.requests).toEqual([]);
    expect(tree()).toEqual(['set.tar.gz']);
  });

  it('and if it is not there, nothing is fetched in its place', async () => {
    await using server = await all();
    const { argument, got } = await refusal(() => from('mnist', server, { data: join(cache, 'none') }));
    expect([argument, got]).toEqual(['data', expect.stringContaining('ENOENT')]);
    expect(server.requests).toEqual([]);
  });

  it('and mini-ImageNet has to be named, since no one may pass it on', async () => {
    const { message } = await refusal(() => from('mini-imagenet', NOWHERE));
    expect(message).toBe(
      'dataFolder: data must be given for mini-ImageNet, which no one may pass on, got undefined. ' +
        'Its images are those of ImageNet: ask image-net.org for them, and pass their folder as data.',
    );
  });
});

describe('then comes the cache, and then the server', () => {
  it('whose files come into a folder of the set', async () => {
    await using server = await all();
    const told: DownloadProgress[] = [];
    const folder = await from('mnist', server, { onProgress: (progress) => told.push(progress) });
    expect(folder).toBe(`${cache}/mnist`);
    expect(tree()).toEqual(['mnist', 'mnist/test.gz', 'mnist/train.gz']);
    expect(readFileSync(join(folder, 'train.gz')).equals(FILES['train.gz'])).toBe(true);
    expect(new Set(told.map(({ file, total }) => `${file} ${total}`))).toEqual(
      new Set(['train.gz 5000', 'test.gz 1000']),
    );
    expect(server.requests).toEqual(['/train.gz', '/test.gz']);
    expect(await from('mnist', server)).toBe(folder);
    expect(await from('mnist', NOWHERE, { download: false })).toBe(folder);
    expect(server.requests).toHaveLength(2);
  });

  it('whose archive stays as it is, since readers look into it', async () => {
    await using server = await all();
    for (const name of ['cifar-100', 'cifar-fs'] as const) expect(await from(name, server)).toBe(`${cache}/cifar-100`);
    expect(tree()).toEqual(['cifar-100', 'cifar-100/cifar.tar.gz']);
    expect(server.requests).toEqual(['/cifar.tar.gz']);
  });

  it('whose archive is unpacked where no reader takes it, and not kept', async () => {
    await using server = await all();
    const folder = await from('emnist', server);
    expect(folder).toBe(`${cache}/emnist/gzip`);
    expect(tree()).toEqual(['emnist', 'emnist/gzip', 'emnist/gzip/a.gz', 'emnist/gzip/b.gz']);
    expect(readFileSync(join(folder, 'b.gz')).equals(bytesOf(3000, 3))).toBe(true);
    expect(await from('emnist', NOWHERE)).toBe(folder);
  });

  it('for several calls at once', async () => {
    await using server = await all();
    for (const name of ['mnist', 'emnist', 'cifar-100'] as const) {
      const paths = await Promise.all(Array.from({ length: 8 }, () => from(name, server)));
      expect(new Set(paths).size).toBe(1);
    }
    expect(tree()).toEqual(
      ['cifar-100', 'cifar-100/cifar.tar.gz', 'emnist', 'emnist/gzip', 'emnist/gzip/a.gz', 'emnist/gzip/b.gz'].concat([
        'mnist',
        'mnist/test.gz',
        'mnist/train.gz',
      ]),
    );
  });

  it('which is asked for what is missing, and no more', async () => {
    mkdirSync(join(cache, 'mnist'));
    writeFileSync(join(cache, 'mnist', 'train.gz'), FILES['train.gz']);
    await using server = await all();
    await from('mnist', server);
    expect(server.requests).toEqual(['/test.gz']);
  });

  it('of the official address, into the folder that XDG_CACHE_HOME names, if nothing else is said', async () => {
    vi.stubEnv('XDG_CACHE_HOME', cache);
    const { got } = await refusal(() => dataFolder('mnist'));
    expect(got).toMatch(/^no answer \(.*\) from http:\/\/127\.0\.0\.1:1\/official\/train\.gz$/);
    expect(tree()).toEqual(['geocollapse', 'geocollapse/mnist']);
    writeFileSync(join(cache, 'geocollapse', 'mnist', 'train.gz'), FILES['train.gz']);
    writeFileSync(join(cache, 'geocollapse', 'mnist', 'test.gz'), FILES['test.gz']);
    expect(await dataFolder('mnist')).toBe(`${cache}/geocollapse/mnist`);
  });

  it('which is not asked where the caller says so', async () => {
    const { message } = await refusal(() => from('mnist', { address: 'http://x.example' }, { download: false }));
    expect(message).toBe(
      `dataFolder: cache must hold train.gz, got none in '${cache}/mnist'. ` +
        'Leave download: false out, or put http://x.example/train.gz there.',
    );
    expect(tree()).toEqual([]);
  });

  it('after a signal that is aborted, whose reason is thrown', async () => {
    await using server = await all();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(from('mnist', server, { signal })).rejects.toThrow('enough');
    expect(server.requests).toEqual([]);
  });
});

describe('an address is that of a folder', () => {
  it.each(['', 'data', 'data/', 'data//'])('with or without a slash at its end: %j', async (path) => {
    await using server = await all();
    await from('cifar-100', { address: `${server.address}${path}` });
    expect(server.requests).toEqual([`/${path}${path === '' || path.endsWith('/') ? '' : '/'}cifar.tar.gz`]);
  });

  it.each([
    ['no address', 'data/mnist', 'an http(s) address'],
    ['nothing', '', 'an http(s) address'],
    ['a path', 'file:///data/', 'an http(s) address'],
    ['a URL object', new URL('http://x.example'), 'an http(s) address'],
    ['a password', 'https://ada:secret@x.example/', 'the address of a folder, and no more'],
    ['a question', 'https://x.example/?file=', 'the address of a folder, and no more'],
  ])('and %s is refused', async (_, url, expected) => {
    const error = await refusal(() => dataFolder('mnist', { cache, url: url as string }));
    expect([error.argument, error.expected]).toEqual(['url', `be ${expected}`]);
    expect(error.message).not.toContain('secret');
  });
});

describe('what is in the way in the cache is an error with its path, and is left as it is', () => {
  const path = () => `${cache}/mnist/train.gz`;
  const isRoot = process.getuid?.() === 0;
  it.each<[string, () => void, string, string]>([
    ['a file that is cut short', () => writeFileSync(path(), 'x'), 'got 1 bytes at', 'Remove it, and call this again.'],
    ['a folder in the place of a file', () => mkdirSync(path()), 'got a folder at', 'Remove it, and call this again.'],
    [
      'a file in the place of the folder',
      () => {
        rmSync(join(cache, 'mnist'), { recursive: true });
        writeFileSync(join(cache, 'mnist'), '');
      },
      'cache must be a folder that can be read and written to, got E',
      'A part of its path is a file and not a folder.',
    ],
    [
      'a link to nowhere in the place of the folder',
      () => {
        rmSync(join(cache, 'mnist'), { recursive: true });
        symlinkSync('nowhere', join(cache, 'mnist'));
      },
      'cache must be a folder that can be read and written to, got E',
      '.',
    ],
  ])('%s', async (_, put, got, remedy) => {
    mkdirSync(join(cache, 'mnist'));
    put();
    const before = tree();
    await using server = await all();
    const { argument, message } = await refusal(() => from('mnist', server));
    expect(argument).toBe('cache');
    expect(message).toContain(got);
    expect(message).toContain(`${cache}/mnist`);
    expect(message).toContain(remedy);
    expect(tree()).toEqual(before);
    expect(server.requests).toEqual([]);
  });

  it('an archive that does not unpack', async () => {
    mkdirSync(join(cache, 'emnist'));
    writeFileSync(join(cache, 'emnist', 'gzip.zip'), bytesOf(FILES['gzip.zip'].length));
    const { message } = await refusal(() => from('emnist', NOWHERE));
    expect(message).toBe(
      'dataFolder: cache must hold an archive that can be unpacked, ' +
        `got no zip archive of '${cache}/emnist/gzip.zip'. Remove it, and call this again.`,
    );
    expect(tree()).toEqual(['emnist', 'emnist/gzip.zip']);
  });

  it.skipIf(isRoot)('a folder that may not be written to, while whole files in it are found', async () => {
    await using server = await all();
    mkdirSync(join(cache, 'mnist'));
    chmodSync(join(cache, 'mnist'), 0o500);
    const { argument, got, remedy } = await refusal(() => from('mnist', server));
    expect([argument, got]).toEqual(['cache', expect.stringContaining('EACCES')]);
    expect(remedy).toContain('chmod');
    chmodSync(join(cache, 'mnist'), 0o700);
    const folder = await from('mnist', server);
    chmodSync(folder, 0o500);
    expect(await from('mnist', NOWHERE)).toBe(folder);
    chmodSync(folder, 0o700);
  });
});

it('symbolic links to the cache, its folders and its files are followed', async () => {
  await using server = await all();
  mkdirSync(join(cache, 'elsewhere'));
  symlinkSync(join(cache, 'elsewhere'), join(cache, 'link'));
  await dataFolder('mnist', { cache: join(cache, 'link'), url: server.address });
  expect(readdirSync(join(cache, 'elsewhere', 'mnist')).sort()).toEqual(['test.gz', 'train.gz']);
  mkdirSync(join(cache, 'mnist'));
  for (const name of ['train.gz', 'test.gz']) {
    symlinkSync(join(cache, 'elsewhere', 'mnist', name), join(cache, 'mnist', name));
  }
  expect(await from('mnist', NOWHERE)).toBe(`${cache}/mnist`);
});

it('an unpacking that was killed leaves no folder that counts, and is cleared up', async () => {
  mkdirSync(join(cache, 'emnist', 'gzip.0.unfinished'), { recursive: true });
  writeFileSync(join(cache, 'emnist', 'gzip.0.unfinished', 'a.gz'), 'half');
  await using server = await serve(inTurn(begin(FILES['gzip.zip'], 900, 'break'), good(FILES['gzip.zip'])));
  await from('emnist', server);
  expect(tree()).toEqual(['emnist', 'emnist/gzip', 'emnist/gzip/a.gz', 'emnist/gzip/b.gz']);
  expect(existsSync(join(cache, 'emnist', 'gzip.zip'))).toBe(false);
});

it('what processes left that were killed at the last moment is cleared up by the next call', async () => {
  await using server = await all();
  await from('mnist', server);
  await from('emnist', server);
  const whole = tree();
  for (const left of ['mnist/train.gz.0.unfinished', 'emnist/gzip.1.unfinished', 'emnist/gzip.zip.2.free.unfinished']) {
    mkdirSync(join(cache, left));
    writeFileSync(join(cache, left, 'body'), 'x');
  }
  writeFileSync(join(cache, 'emnist', 'gzip.zip'), FILES['gzip.zip']);
  writeFileSync(join(cache, 'mnist', 'notes.unfinished'), 'of the user');
  await from('mnist', NOWHERE);
  await from('emnist', NOWHERE);
  expect(tree()).toEqual([...whole, 'mnist/notes.unfinished'].sort());
});

import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../src/data/download/cacheFolder.js';
import { refusal } from '../../support/refusal.js';

const nobody = () => {
  throw new Error('ENOENT: uv_os_homedir');
};
const linux = { platform: 'linux', path: posix, homedir: () => '/home/ada' };
const mac = { platform: 'darwin', path: posix, homedir: () => '/Users/ada' };
const windows = { platform: 'win32', path: win32, homedir: () => 'C:\\Users\\ada' };

describe('the cache is where users of a platform look for it', () => {
  it.each([
    ['Linux', linux, {}, '/home/ada/.cache/geocollapse'],
    ['FreeBSD', { ...linux, platform: 'freebsd' }, {}, '/home/ada/.cache/geocollapse'],
    ['macOS', mac, {}, '/Users/ada/Library/Caches/geocollapse'],
    ['Windows', windows, { LOCALAPPDATA: 'D:\\ada\\Local' }, 'D:\\ada\\Local\\geocollapse\\Cache'],
    ['Windows without its variable', windows, {}, 'C:\\Users\\ada\\AppData\\Local\\geocollapse\\Cache'],
    ['XDG_CACHE_HOME', linux, { XDG_CACHE_HOME: '/scratch/ädä' }, '/scratch/ädä/geocollapse'],
    ['XDG_CACHE_HOME with a slash at its end', linux, { XDG_CACHE_HOME: '/scratch/' }, '/scratch/geocollapse'],
    ['XDG_CACHE_HOME on macOS', mac, { XDG_CACHE_HOME: '/scratch' }, '/scratch/geocollapse'],
    ['XDG_CACHE_HOME on Windows', windows, { XDG_CACHE_HOME: 'E:\\x', LOCALAPPDATA: 'D:\\y' }, 'E:\\x\\geocollapse'],
    ['XDG_CACHE_HOME without a home', { ...linux, homedir: nobody }, { XDG_CACHE_HOME: '/x' }, '/x/geocollapse'],
    ['an empty XDG_CACHE_HOME counts as none', linux, { XDG_CACHE_HOME: '' }, '/home/ada/.cache/geocollapse'],
    ['a relative one, too', linux, { XDG_CACHE_HOME: 'cache' }, '/home/ada/.cache/geocollapse'],
    ['LOCALAPPDATA counts on Windows alone', linux, { LOCALAPPDATA: '/x' }, '/home/ada/.cache/geocollapse'],
  ])('%s', (_, machine, env, folder) => {
    expect(cacheFolder({ ...machine, env })).toBe(folder);
  });

  it.each([
    ['no home folder', nobody],
    ['an empty one', () => ''],
    ['one that does not begin at the root', () => 'ada'],
  ])('with %s it has to be given', async (_, homedir) => {
    const { argument, remedy } = await refusal(() => cacheFolder({ ...linux, env: {}, homedir }));
    expect(argument).toBe('cache');
    expect(remedy).toBe('Set XDG_CACHE_HOME, or pass the folder as cache.');
  });
});

import { InputError } from '../../input/checks.js';

/** What the place of the cache depends on. */
export interface Machine {
  platform: string;
  env: Readonly<Record<string, string | undefined>>;
  /** The home folder of the user. It throws where there is none. */
  homedir: () => string;
  /** Joins the parts of a path as the platform does, and says whether one begins at the root. */
  path: { join(...parts: string[]): string; isAbsolute(path: string): boolean };
}

const NAME = 'geocollapse';

/**
 * The folder for what can be fetched again, at the place where users of a platform look for such: `$XDG_CACHE_HOME`
 * wherever it is set, else ~/.cache, ~/Library/Caches on macOS, and %LOCALAPPDATA% on Windows. A path that does not
 * begin at the root is passed over, as the XDG base directory specification says: what it means would change with the
 * folder in which a program is started.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheFolder({ platform, env, homedir, path }: Machine): string {
  const named = (variable: string) => {
    const folder = env[variable];
    return folder !== undefined && path.isAbsolute(folder) ? folder : undefined;
  };
  const xdg = named('XDG_CACHE_HOME');
  if (xdg) return path.join(xdg, NAME);
  const local = platform === 'win32' ? named('LOCALAPPDATA') : undefined;
  if (local) return path.join(local, NAME, 'Cache');
  const home = homeFolder(homedir);
  if (!path.isAbsolute(home)) {
    const remedy = 'Set XDG_CACHE_HOME, or pass the folder as cache.';
    throw new InputError('cache', 'be given where the user has no home folder', 'none', remedy);
  }
  if (platform === 'win32') return path.join(home, 'AppData', 'Local', NAME, 'Cache');
  return platform === 'darwin' ? path.join(home, 'Library', 'Caches', NAME) : path.join(home, '.cache', NAME);
}

function homeFolder(homedir: () => string): string {
  try {
    return homedir();
  } catch {
    return ''; // a container may run as a user whom no one has written down
  }
}

import { existsSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from './usageError.js';

/** Who writes to the folder: the number of the process. */
const LOCK = 'running.pid';

/** A folder that one run has for itself. */
export interface OutputFolder {
  /** Removes what an earlier run left: from here on the folder holds this run alone. Other files stay. */
  clear(): Promise<void>;
  /** Lets the folder go; one that was made for the run and is still empty goes with it. */
  release(): Promise<void>;
}

/**
 * Makes the folder and writes to it, before any work is done for it: a run of hours should not end at a folder that was
 * never to be written to, beside the files of another run, or in the place of one.
 *
 * @param options `results` are the names of all that a run leaves in its folder.
 * @throws UsageError when it cannot be written to, holds a run and is not to be overwritten, or has a run under way
 */
export async function claimFolder(
  out: string,
  { overwrite, results: known }: { overwrite: boolean; results: readonly string[] },
): Promise<OutputFolder> {
  const lock = join(out, LOCK);
  let made: string | undefined;
  const release = async () => {
    rmSync(lock, { force: true });
    process.off('exit', releaseAtOnce);
    if (made !== undefined) await removeEmpty(resolve(out), resolve(made));
  };
  const releaseAtOnce = () => rmSync(lock, { force: true });
  try {
    made = await mkdir(out, { recursive: true });
    await takeLock(out, lock);
  } catch (error) {
    if (made !== undefined) await removeEmpty(resolve(out), resolve(made));
    if (error instanceof UsageError) throw error;
    const got = (error as Error).message;
    throw new UsageError(`--out must be a folder that can be made and written to, got ${got}. Pass another one.`);
  }
  process.on('exit', releaseAtOnce); // also where a second signal ends the process
  const results = known.filter((name) => existsSync(join(out, name)));
  if (results.length > 0 && !overwrite) {
    await release();
    throw new UsageError(
      `--out must be a folder without a run, got '${out}' with ${results.join(', ')}. ` +
        'Pass another one, or --overwrite to replace that run.',
    );
  }
  return { clear: () => clear(out, known), release };
}

/** Works in a folder that is claimed for it, and lets the folder go at the end. */
export async function inOwnFolder(
  out: string,
  options: { overwrite: boolean; results: readonly string[] },
  work: (folder: OutputFolder) => Promise<void>,
): Promise<void> {
  const folder = await claimFolder(out, options);
  try {
    await work(folder);
  } finally {
    await folder.release();
  }
}

/** The file system lets one process alone make a file that must not be there yet. */
async function takeLock(out: string, lock: string): Promise<void> {
  for (;;) {
    try {
      return await writeFile(lock, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        await rm(lock, { force: true }).catch(() => {}); // empty, on a full disk
        throw error;
      }
    }
    const owner = await readFile(lock, 'utf8').catch(() => ''); // '' when it has just gone, or has no number yet
    if (owner === '' ? existsSync(lock) : isAlive(Number(owner))) {
      throw new UsageError(
        `--out must be a folder without a run under way, got '${out}', which process ${owner} writes to. ` +
          `Pass another one, or remove ${lock} if that process is no run.`,
      );
    }
    await rm(lock, { force: true }); // a run that was killed
  }
}

function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0); // sends nothing
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function clear(out: string, results: readonly string[]): Promise<void> {
  const unfinished = (await readdir(out)).filter((name) => name.endsWith('.unfinished'));
  for (const name of [...results, ...unfinished]) await rm(join(out, name), { recursive: true, force: true });
}

/** Removes a folder and those above it up to the topmost that was made, as long as they are empty. */
async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let each = folder; each.startsWith(top); each = dirname(each)) {
    try {
      await rmdir(each);
    } catch {
      return; // not empty
    }
  }
}

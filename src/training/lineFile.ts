import { type FileSystem, fileSystem, nodeModule } from '../files/fileSystem.js';
import { remedyFor, type SystemError } from '../files/systemError.js';
import { InputError, refuse } from '../input/checks.js';
import { mendLines } from './mendLines.js';

/** A file of lines, and the lines that wait for it. */
export interface LineFile {
  /** Puts a line behind those that wait. */
  add(line: string): void;
  /** Writes the lines that wait; one that cannot be written goes on waiting. */
  write(): Promise<void>;
  /** Writes the lines that wait, and brings the file to the disk. */
  sync(): Promise<void>;
}

const WITHOUT_FILES = 'Keep the records in an array there.';

/**
 * A file that lines are appended to, each with one write of its own, so that lines of several writers do not mix. It is
 * opened for each write: a file or a folder that goes away in between is made anew.
 */
export function lineFile(path: string): LineFile {
  const waiting: string[] = [];
  let sound = false; // whether the file ends with a whole line, as far as this writer knows
  let used = false; // whether this writer has written to it
  let work: Promise<unknown> = Promise.resolve(); // one write after the other

  const inTurn = (task: (fs: FileSystem) => Promise<void>): Promise<void> => {
    const done = work.then(async () => {
      try {
        await task(await fileSystem('path', WITHOUT_FILES));
      } catch (error) {
        if (error instanceof InputError) throw error;
        sound = false; // half a line may be there
        const remedy = remedyFor(error as SystemError, 'Pass another path.');
        refuse('path', 'a file that can be written to', (error as Error).message, remedy);
      }
    });
    work = done.catch(() => {}); // the caller is told, and the next write does not wait for ever
    return done;
  };
  const write = async (fs: FileSystem) => {
    if (waiting.length === 0) return;
    const { dirname } = await nodeModule<typeof import('node:path')>('node:path');
    await fs.mkdir(dirname(path), { recursive: true });
    if (!sound) await mendLines(fs, path, waiting[0]);
    sound = true;
    used = true;
    for (; waiting.length > 0; waiting.shift()) await fs.appendFile(path, waiting[0]);
  };
  const sync = async (fs: FileSystem) => {
    await write(fs);
    if (!used) return; // no file is made for nothing
    const file = await fs.open(path, 'a');
    await file.sync().finally(() => file.close());
  };
  return { add: (line) => waiting.push(line), write: () => inTurn(write), sync: () => inTurn(sync) };
}

import { readPath } from '../files/readPath.js';
import { describe, isTensor, refuse } from '../input/checks.js';
import { isPlainObject } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { type LineFile, lineFile } from './lineFile.js';

/** A file of records, see {@link jsonLines}. */
export interface JsonLines {
  /**
   * Adds a record as a line. When the promise has come, the line is in the file, and the death of the process does not
   * take it along. Lines stand in the order of the calls, also where the caller does not wait. A record that cannot be
   * written now, as on a full disk, is refused but kept: the next call writes it first.
   */
  append(record: object): Promise<void>;
  /**
   * Brings the file to the disk, so that the lines outlast a loss of power as well; writes what could not be written
   * before.
   */
  flush(): Promise<void>;
  /** Does what `flush` does, and refuses records from then on. */
  close(): Promise<void>;
}

/**
 * Writes records to a file as they come, one line of JSON each (JSON Lines, `.jsonl`), so that a run that is killed
 * loses none of its measurements. In Node only.
 *
 * A file that is there is continued. Where a process was killed in the middle of a line, that half line is removed
 * first; a file of anything else is refused, and stays as it is. JSON has no NaN and no Infinity: they are written as
 * null. Typed arrays are written as arrays; tensors and bigints are refused.
 *
 * @param path The path of the file. Its folders are made.
 * @returns The file, which is made at the first record.
 * @throws InputError for a record that is no plain object, and where the file cannot be written to.
 * @example
 * const metrics = jsonLines('runs/metrics.jsonl');
 * await metrics.append({ step: 1, loss: 0.5 });
 * await metrics.append({ step: 2, loss: Number.NaN });
 * await metrics.close();
 * await readFile('runs/metrics.jsonl', 'utf8'); // "{\"step\":1,\"loss\":0.5}\n{\"step\":2,\"loss\":null}\n"
 * @see https://jsonlines.org
 */
export function jsonLines(path: string): JsonLines {
  return publicCall('jsonLines', () => {
    const file: LineFile = lineFile(readPath('path', path, 'file'));
    let closed = false;
    const append = async (record: object) => {
      if (closed) refuse('append', 'called before close', 'a record after it', 'Open the file anew: it is continued.');
      file.add(lineOf(record));
      await file.write();
    };
    const flush = () => file.sync();
    const close = () => {
      closed = true;
      return file.sync();
    };
    return {
      append: (record) => publicCall('jsonLines', () => append(record)),
      flush: () => publicCall('jsonLines', flush),
      close: () => publicCall('jsonLines', close),
    };
  });
}

/** A record as a line; what JSON would lose without a word is refused, but for NaN and Infinity. */
function lineOf(record: object): string {
  if (!isPlainObject(record)) {
    const remedy = record instanceof Promise ? 'Wait for it with await.' : 'Pass, say, { step, loss }.';
    refuse('record', 'a plain object', describe(record), remedy);
  }
  try {
    return `${JSON.stringify(record, readable)}\n`;
  } catch (error) {
    // A circle, or a getter that throws.
    if (!(error instanceof TypeError)) throw error;
    return refuse('record', 'an object that JSON can hold', error.message.split('\n')[0], 'Leave that out.');
  }
}

/** What is written for a value inside a record. */
function readable(key: string, value: unknown): unknown {
  if (isTensor(value)) refuse(`record.${key}`, 'numbers', describe(value), `Pass await ${key}.data().`);
  if (value instanceof Promise) refuse(`record.${key}`, 'a value', describe(value), 'Wait for it with await.');
  if (typeof value === 'bigint') refuse(`record.${key}`, 'a number or a string', `${value}n`, 'Pass Number(value).');
  return ArrayBuffer.isView(value) && 'length' in value ? Array.from(value as unknown as ArrayLike<unknown>) : value;
}

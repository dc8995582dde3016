import { appendFile } from 'node:fs/promises';
import type { Measurement } from 'geocollapse/training';
import { writeWhole } from './files.js';

/** A line of metrics.jsonl. */
export interface Row extends Measurement {
  step: number;
}

/**
 * Measurements, each on the disk as soon as it is there: a process that is killed has lost no whole line. A disk that is full for
 * a while does not end the run: what could not be appended is in the next whole file.
 */
export function metricsFile(path: string) {
  const rows: Row[] = [];
  let behind = false;
  const lines = (some: Row[]) => some.map((row) => `${JSON.stringify(row)}\n`).join('');
  /** Writes what is missing, or throws. */
  const complete = async () => {
    if (!behind) return;
    await writeWhole(path, lines(rows));
    behind = false;
  };
  const add = async (row: Row) => {
    rows.push(row);
    try {
      if (behind) await complete();
      else await appendFile(path, lines([row]));
    } catch {
      behind = true; // half a line may be there: the next write is of the whole file
    }
  };
  return { rows, add, complete };
}

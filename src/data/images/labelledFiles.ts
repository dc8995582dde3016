import { InputError } from '../../input/checks.js';
import { whatIs } from '../../input/whatIs.js';
import { type CsvRecord, parseCsv, type RefuseLine } from './csv.js';

/** A row of a list of images. */
export interface LabelledFile {
  /** The path of the image, below the folder of images. */
  file: string;
  label: string;
  /** The line of the list. */
  line: number;
}

const COLUMNS = ['filename', 'label'] as const;
const HEADER = "Let its first line be 'filename,label'.";

/**
 * Reads a list of images and their classes, a CSV file whose header names the columns `filename` and `label`. Further
 * columns are not looked at.
 *
 * @param bytes The file.
 * @param name The name of the file, for errors.
 */
export function labelledFiles(bytes: Uint8Array, name: string): LabelledFile[] {
  const refuseLine: RefuseLine = (line, expected, got, remedy) => {
    throw new InputError('csv', `hold ${expected}`, `${got} on line ${line} of '${name}'`, remedy);
  };
  const [header, ...rows] = parseCsv(textOf(bytes, name), refuseLine);
  const columns = COLUMNS.map((column) => header?.fields.indexOf(column) ?? -1);
  if (columns.includes(-1)) {
    const foreign = whatIs(bytes);
    const got = header ? `${shown(header.fields.join(','))} on line ${header.line}` : 'no line';
    const known = foreign && foreign.kind !== 'text' ? foreign : { what: got, remedy: HEADER };
    throw new InputError('csv', "begin with a header 'filename,label'", `${known.what} of '${name}'`, known.remedy);
  }
  if (rows.length === 0) refuseLine(header.line, 'rows below its header', 'none', 'Fetch the file again.');
  const first = new Map<string, number>();
  return rows.map(({ line, fields }: CsvRecord) => {
    if (fields.length !== header.fields.length) {
      const expected = `${header.fields.length} fields a line, as its header has`;
      refuseLine(line, expected, `${fields.length}`, 'Put fields with a comma in quotes, or fetch the file again.');
    }
    const [file, label] = columns.map((column, i) => {
      const value = fields[column];
      if (value !== '' && value === value.trim()) return value;
      const remedy = 'Correct it: with a space it would be another one.';
      return refuseLine(line, `a ${COLUMNS[i]} without spaces around it`, shown(value), remedy);
    });
    if (leavesFolder(file)) {
      const remedy = 'Write it as a path from that folder, with slashes.';
      refuseLine(line, 'files within the folder of images', shown(file), remedy);
    }
    const before = first.get(file);
    if (before !== undefined) {
      refuseLine(line, 'each file once', `${shown(file)}, as on line ${before},`, 'Take one of them out.');
    }
    first.set(file, line);
    return { file, label, line };
  });
}

/** Whether a path may lead out of the folder that it is below, on any system, or names no file. */
export function leavesFolder(path: string): boolean {
  if (path === '' || /[\0\\]/.test(path) || /^[A-Za-z]:/.test(path)) return true;
  return path.split('/').some((step) => step === '' || step === '.' || step === '..');
}

function textOf(bytes: Uint8Array, name: string): string {
  try {
    // A copy, since a browser decodes no shared memory. The mark at the beginning of some files is left out.
    return new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes));
  } catch {
    const { what, remedy } = whatIs(bytes) ?? { what: 'bytes that are none', remedy: 'Save it as CSV in UTF-8.' };
    throw new InputError('csv', 'be a text in UTF-8', `${what} in '${name}'`, remedy);
  }
}

/** A value of a file in an error, shortened. */
function shown(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

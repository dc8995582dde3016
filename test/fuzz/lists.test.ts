import { it } from 'vitest';
import { labelledFiles } from '../../src/data/images/labelledFiles.js';
import { CASES, fuzz } from './fuzz.js';
import { mutate } from './mutate.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const LISTS = [
  'filename,label\nr.jpg,n02\nb.jpg,n01\ng.jpg,n02\n',
  '\ufefffilename,label\r\nr.jpg,n02\r\n"a,""b"".jpg",n01\r\n',
  ',filename,label,note\n0,r.jpg,n02,"a, b\nc"\n1,x/b.jpg,n01,\n',
  `filename,label\n${Array.from({ length: 40 }, (_, i) => `n0153${i}.jpg,n0${i % 3}\n`).join('')}`,
].map(bytesOf);

/** Rows of a list by one regular expression a field, which shares no code with the library. */
function rightRows(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n\0-\x08\x0b\x0c\x0e-\x1f]*))(,|\r\n|\n|\r|$)/y;
  const records: string[][] = [];
  let record: string[] = [];
  while (field.lastIndex < text.length || record.length > 0) {
    const match = field.exec(text);
    if (!match) return undefined;
    record.push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"').replace(/\r\n?/g, '\n'));
    if (match[3] === ',') continue;
    const blank = record.length === 1 && match[1] === undefined && match[2] === '';
    if (!blank) records.push(record);
    record = [];
  }
  const [header, ...rows] = records;
  const columns = [header?.indexOf('filename') ?? -1, header?.indexOf('label') ?? -1];
  if (columns.includes(-1) || rows.length === 0) return undefined;
  const pairs = rows.map((row) => [row[columns[0]], row[columns[1]]]);
  if (rows.some((row) => row.length !== header.length)) return undefined;
  if (pairs.flat().some((value) => value === '' || value !== value.trim())) return undefined;
  const outside = (path: string) => path.split('/').some((step) => ['', '.', '..'].includes(step));
  if (pairs.some(([path]) => outside(path) || /^[A-Za-z]:|[\\\0]/.test(path))) return undefined;
  return new Set(pairs.map(([path]) => path)).size === pairs.length ? pairs : undefined;
}

it('damaged lists are refused, or read as RFC 4180 says', { timeout: 60_000 + 20 * CASES }, () =>
  fuzz('CSV lists', {
    damaged: (random) => mutate(LISTS[random.below(LISTS.length)], random, [0, 14, 20, 30]),
    read: (bytes) => labelledFiles(bytes, 'train.csv').map(({ file, label }) => [file, label]),
    right: rightRows,
  }),
);

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../src/data/images/csv.js';

const parse = (text: string) =>
  parseCsv(text, (line, expected, got, remedy) => {
    throw new Error(`${line}: ${expected}; ${got}; ${remedy}`);
  });

describe('parseCsv', () => {
  it.each<[string, string, [line: number, fields: string[]][]]>([
    [
      'ends of lines of every system',
      'a,b\r\nc,d\ne,f\rg,h',
      [
        [1, ['a', 'b']],
        [2, ['c', 'd']],
        [3, ['e', 'f']],
        [4, ['g', 'h']],
      ],
    ],
    [
      'empty fields',
      'a,,\n,b',
      [
        [1, ['a', '', '']],
        [2, ['', 'b']],
      ],
    ],
    [
      'empty lines, which are no records',
      '\n\na\r\n\r\nb\n\n',
      [
        [3, ['a']],
        [5, ['b']],
      ],
    ],
    [
      'commas, quotes and ends of lines in quotes',
      '"a,""b""","c\r\nd"\ne',
      [
        [1, ['a,"b"', 'c\nd']],
        [3, ['e']],
      ],
    ],
    ['an empty field in quotes', '"",a', [[1, ['', 'a']]]],
    ['nothing', '', []],
    ['no end of the last line', 'a,b', [[1, ['a', 'b']]]],
    ['a comma at the very end', 'a,', [[1, ['a', '']]]],
  ])('reads %s', (_, text, records) => {
    expect(parse(text).map(({ line, fields }) => [line, fields])).toEqual(records);
  });

  it.each([
    ['a quote that is never closed, on the line where it opens', 'a\n"b\nc\n', /^2: .*never closed/],
    ['text after a field in quotes', 'a\n"b"c', /^2: a comma after a field in quotes; "c"/],
    ['a quote inside a field', 'ab"c', /^1: .*one inside/],
    ['bytes of another kind of file', 'a\nb\0c', /^2: text; the character of code 0/],
  ])('refuses %s', (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('reads back whatever is written in quotes, and without them where there is no need', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'ü', '"', ',', '\n', ' ', ';', '😀') });
    const table = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(table, fc.boolean(), fc.constantFrom('\n', '\r\n'), (rows, always, end) => {
        const write = (value: string) => (always || /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
        const text = rows.map((row) => row.map(write).join(',')).join(end);
        const kept = rows.filter((row) => always || row.length > 1 || row[0] !== ''); // others are empty lines
        expect(parse(text).map(({ fields }) => fields)).toEqual(kept);
      }),
    );
  });
});

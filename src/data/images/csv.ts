/** A record of a CSV file. */
export interface CsvRecord {
  /** The line on which it begins, from 1 on, as an editor counts. */
  line: number;
  fields: string[];
}

/** Throws an error which says what must stand on a line of a file, what stands there, and what to do. */
export type RefuseLine = (line: number, expected: string, got: string, remedy: string) => never;

const [TAB, LF, CR, SPACE, QUOTE, COMMA] = [9, 10, 13, 32, 34, 44];

/**
 * Takes a CSV text apart, as RFC 4180 has it: commas, fields in quotes with doubled quotes in them, and lines that end
 * in LF, CR LF or CR. Empty lines are left out. The whole text is read once, from left to right.
 */
export function parseCsv(text: string, refuseLine: RefuseLine): CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = 0;
  let line = 1;
  const code = () => text.charCodeAt(at); // NaN at the end
  const newline = () => {
    at += code() === CR && text.charCodeAt(at + 1) === LF ? 2 : 1;
    line += 1;
  };
  const atEnd = () => at >= text.length || code() === LF || code() === CR;

  const quoted = (): string => {
    const opened = line;
    let field = '';
    at += 1;
    for (;;) {
      const from = at;
      while (at < text.length && code() !== QUOTE && code() !== LF && code() !== CR) at += 1;
      field += text.slice(from, at);
      if (at >= text.length) refuseLine(opened, 'a field that ends', 'a quote that is never closed', 'Close it.');
      if (code() !== QUOTE) {
        newline();
        field += '\n';
      } else if (text.charCodeAt(at + 1) === QUOTE) {
        at += 2;
        field += '"';
      } else {
        at += 1;
        if (atEnd() || code() === COMMA) return field;
        refuseLine(line, 'a comma after a field in quotes', JSON.stringify(text[at]), 'Double the quotes in a field.');
      }
    }
  };

  const bare = (): string => {
    const from = at;
    for (; !atEnd() && code() !== COMMA; at++) {
      if (code() === QUOTE)
        refuseLine(line, 'quotes around a whole field', 'one inside of it', 'Double it, in quotes.');
      if (code() < SPACE && code() !== TAB) {
        const got = `the character of code ${code()}`;
        refuseLine(line, 'text', got, 'The file is damaged or no CSV: fetch it again.');
      }
    }
    return text.slice(from, at);
  };

  while (at < text.length) {
    if (atEnd()) {
      newline();
      continue;
    }
    const record: CsvRecord = { line, fields: [] };
    for (;;) {
      record.fields.push(code() === QUOTE ? quoted() : bare());
      if (atEnd()) break;
      at += 1; // the comma
    }
    records.push(record);
  }
  return records;
}

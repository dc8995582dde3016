/**
 * Holds lines to 120 columns where the formatter does not: in comments, in strings and on pages. A line may be longer
 * where it cannot be broken. On a page that is a row of a table, a link, or a line without a space. In a test that is a
 * title, or a message that is compared as a whole: broken, neither could be searched for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const COLUMNS = 120;
const FOLDERS = ['src', 'test', 'bench', 'examples', 'scripts', 'docs'];
const PAGES = ['README.md', 'CONTRIBUTING.md'];
/** Generated or foreign files. */
const SKIPPED = /^(docs\/api|test\/fixtures)\/|node_modules|\/package-lock\.json$/;

const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file).replaceAll('\\', '/')),
);
const checked = [...files, ...PAGES].filter((file) => /\.(ts|mjs|js|md)$/.test(file) && !SKIPPED.test(file));

const ROW = /^\s*\|/;
const LINK = /\]\([^)]+\)|https?:\/\//;
const TITLE = /^\s*(it|describe)\b[^'"`]*['"`]/;
const MESSAGE = /^\s*(['"`].*['"`]|\/.*\/|\} .*`)( \+)?[,;]?$|^\s*`[^`]*\$\{$/;

const isExempt = (file, line) => {
  if (file.endsWith('.md')) return ROW.test(line) || LINK.test(line) || !/\S\s\S/.test(line);
  return file.startsWith('test/') && (TITLE.test(line) || MESSAGE.test(line));
};

const long = checked.flatMap((file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => ([...line].length > COLUMNS && !isExempt(file, line) ? [`${file}:${i + 1}`] : [])),
);

if (long.length > 0) {
  const lines = `${long.length} ${long.length === 1 ? 'line is' : 'lines are'}`;
  console.error(`${lines} longer than ${COLUMNS} columns:\n${long.join('\n')}`);
  process.exit(1);
}

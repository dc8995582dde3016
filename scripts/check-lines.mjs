/**
 * Holds lines to 120 columns where the formatter does not: in comments, in strings and on pages. A line of Markdown may be
 * longer where it cannot be broken: in a table, with a link, or without a space.
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

const isExempt = (file, line) =>
  file.endsWith('.md') && (/^\s*\|/.test(line) || /\]\([^)]+\)|https?:\/\//.test(line) || !/\S\s\S/.test(line));

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

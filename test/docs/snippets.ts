import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Code that a reader may copy. */
export interface Snippet {
  /** Path from the root of the repository. */
  file: string;
  /** The line of the file that the first line of the code is on, from 1. */
  line: number;
  code: string;
  /** Of a page it stands alone and leaves no tensor behind; an `@example` leaves the inputs that it writes out. */
  page: boolean;
}

/** Lines of a page that belong together. */
export interface Block {
  file: string;
  line: number;
  text: string;
  /** What stands behind the fence; `indented` where four spaces stand for one. */
  kind: string;
}

/** README, CONTRIBUTING and docs/, without the reference that typedoc makes. */
export const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(`${root}/docs`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !file.startsWith('api/'))
    .map((file) => `docs/${file}`)
    .sort(),
];

export const pageText = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');

/** The fenced and the indented blocks of a page. */
export function blocksOf(file: string, text = pageText(file)): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let blank = true; // an indented block begins after a blank line
  for (const [i, line] of text.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(line);
    const fenced = open !== undefined && open.kind !== 'indented';
    if (fence && fenced) open = undefined;
    else if (fence) {
      open = { file, line: i + 2, text: '', kind: fence[1] };
      blocks.push(open);
    } else if (fenced) open!.text += `${line}\n`;
    else if (/^ {4}/.test(line) && (open || blank)) {
      if (!open) {
        open = { file, line: i + 1, text: '', kind: 'indented' };
        blocks.push(open);
      }
      open.text += `${line.slice(4)}\n`;
    } else open = undefined;
    blank = line.trim() === '';
  }
  return blocks;
}

/** Every block of TypeScript or JavaScript in the pages. */
export function pageSnippets(): Snippet[] {
  return pages
    .flatMap((file) => blocksOf(file))
    .filter(({ kind }) => /^(ts|js|typescript|javascript)$/.test(kind))
    .map(({ file, line, text }) => ({ file, line, code: text, page: true }));
}

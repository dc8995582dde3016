import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { HELP } from '../../examples/train/options.js';
import { blocksOf, pages, pageText, root } from './snippets.js';

const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { scripts: Record<string, string> };
const BUILT_IN = ['ci', 'install', 'pack', 'exec'];

/** What of a page is to be typed: code within its lines, and its blocks. */
function commandsOf(file: string): string[] {
  const spans = [...pageText(file).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, text]) => text);
  return [...spans, ...blocksOf(file).flatMap(({ text }) => text.split('\n'))];
}

/** The headings of a page as GitHub names them. */
function anchorsOf(file: string): string[] {
  return [...pageText(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

it.each(pages)('%s: every relative link leads to a file, and to a heading of it', (file) => {
  for (const [, target] of pageText(file).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [path, anchor] = target.split('#');
    const page = path ? join(dirname(file), path) : file;
    expect(existsSync(join(root, page)), `${file} links to ${target}`).toBe(true);
    if (anchor) expect(anchorsOf(page), `${file} links to ${target}`).toContain(anchor);
  }
});

it.each(pages)('%s: every npm script that it names is there', (file) => {
  for (const command of commandsOf(file)) {
    for (const [, run, name] of command.matchAll(/\bnpm (run )?([\w:-]+)/g)) {
      if (run || !BUILT_IN.includes(name)) expect(Object.keys(scripts), command).toContain(name);
    }
  }
});

it.each(pages)('%s: every flag of npm start that it names is there', (file) => {
  const flags = HELP.match(/--[a-z][\w-]+/g);
  for (const command of commandsOf(file)) {
    // A flag that stands alone is one of npm start.
    const text = /^--\w/.test(command) ? command : (/\bnpm start -- (.*)/.exec(command)?.[1] ?? '');
    for (const flag of text.match(/(?<=^| )--[a-z][\w-]+/g) ?? []) expect(flags, command).toContain(flag);
  }
});

it.each(pages)('%s: code is fenced, so that it is run', (file) => {
  for (const { kind, text, line } of blocksOf(file)) {
    if (kind === 'indented') expect(text, `${file}:${line}`).not.toMatch(/;\s*(\/\/.*)?$/m);
    else expect(['ts', 'js', 'sh', 'text', 'html', 'python'], `${file}:${line}`).toContain(kind);
  }
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { HELP } from '../../examples/train/options.js';
import { HELP as TRANSFER_HELP } from '../../examples/transfer/options.js';
import { publicFunctions } from './publicFunctions.js';
import { blocksOf, pages, pageText, root } from './snippets.js';

const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { scripts: Record<string, string> };
/** What npm does by itself. */
const BUILT_IN = ['ci', 'install'];

/** Functions of TensorFlow.js and of our depths, and a callback. */
const FOREIGN = ['loadLayersModel', 'countParams', 'publicCall', 'onProgress'];

/** A file of the reader's, and one of Flax. */
const FOREIGN_FILES = ['x.ts', 'examples/imagenet/models.py'];

/** Files and folders, as `/src/index.ts`. */
const repository = ['src', 'test', 'bench', 'examples', 'scripts'].flatMap((folder) =>
  ['', ...readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })].map((path) =>
    `/${folder}/${path}`.replace(/\/$/, ''),
  ),
);

/** Code within a line of text, by the page that has it. */
const spans = pages.flatMap((file) =>
  [...pageText(file).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, command]) => ({ file, command })),
);

/** What is to be typed: that, and the lines of blocks. */
const commands = [
  ...spans,
  ...pages
    .flatMap((file) => blocksOf(file))
    .flatMap(({ file, text }) => text.split('\n').map((command) => ({ file, command }))),
];

/** The headings of a page as links name them. */
function anchorsOf(file: string): string[] {
  const headings = [...pageText(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase());
  return headings.map((heading) => heading.replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));
}

it('every relative link leads to a file, and to a heading of it', () => {
  let count = 0;
  for (const file of pages) {
    for (const [, target] of pageText(file).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path, anchor] = target.split('#');
      const page = path ? join(dirname(file), path) : file;
      expect(existsSync(join(root, page)), `${file} links to ${target}`).toBe(true);
      if (anchor) expect(anchorsOf(page), `${file} links to ${target}`).toContain(anchor);
      count++;
    }
  }
  expect(count).toBeGreaterThan(20);
});

it('every npm script that a page names is there', () => {
  const named = commands.flatMap(({ file, command }) =>
    [...command.matchAll(/\bnpm (run )?([\w:-]+)/g)].map(([, run, name]) => ({ file, run, name })),
  );
  for (const { file, run, name } of named) {
    if (run || !BUILT_IN.includes(name)) expect(Object.keys(scripts), `${file}: npm run ${name}`).toContain(name);
  }
  expect(named.length).toBeGreaterThan(10);
});

it('every flag of npm start and of npm run transfer that a page names is there', () => {
  const known = { start: HELP.match(/--[a-z][\w-]+/g)!, 'run transfer': TRANSFER_HELP.match(/--[a-z][\w-]+/g)! };
  const all = [...known.start, ...known['run transfer']];
  let count = 0;
  for (const { file, command } of commands) {
    // Alone, it is one of either.
    const [, program, given] = /\bnpm (start|run transfer) -- (.*)/.exec(command) ?? [];
    const flags = /^--\w/.test(command) ? command : (given ?? '');
    for (const flag of flags.match(/(?<=^| )--[a-z][\w-]+/g) ?? []) {
      expect(program ? known[program as keyof typeof known] : all, file).toContain(flag);
      count++;
    }
  }
  expect(count).toBeGreaterThan(3);
});

it('every function that a page calls in a line of text is public, or another package has it', () => {
  const known = [...publicFunctions().map(({ name }) => name), ...FOREIGN];
  const called = spans.flatMap(({ file, command }) =>
    [...command.matchAll(/(?<![.\w])([a-z]+[A-Z]\w*)\(/g)].map(([, name]) => ({ file, name })),
  );
  for (const { file, name } of called) expect(known, file).toContain(name);
  expect(called.length).toBeGreaterThan(20);
});

it('every file and folder of the repository that a page names is there', () => {
  const named = spans.filter(({ command }) =>
    /^((src|test|bench|examples|scripts)\/[\w./-]*|[\w./-]+\.ts)$/.test(command),
  );
  for (const { file, command } of named) {
    if (FOREIGN_FILES.includes(command)) continue;
    const path = `/${command.replace(/\/$/, '')}`; // of the repository, or the end of a path that the text makes clear
    expect(
      repository.some((each) => each.endsWith(path)),
      `${file}: ${command}`,
    ).toBe(true);
  }
  expect(named.length).toBeGreaterThan(20);
});

it('every environment variable that a page names is read', () => {
  const sources = repository
    .filter((path) => /\.(ts|mjs)$/.test(path))
    .map((path) => readFileSync(root + path, 'utf8'));
  const named = new Set(pages.flatMap((file) => pageText(file).match(/GEOCOLLAPSE_\w+/g) ?? []));
  for (const name of named)
    expect(
      sources.some((text) => text.includes(name)),
      name,
    ).toBe(true);
  expect(named.size).toBeGreaterThan(2);
});

it('code is fenced, so that it is run, and a fence names its language', () => {
  for (const { file, kind, text, line } of pages.flatMap((file) => blocksOf(file))) {
    if (kind === 'indented') expect(text, `${file}:${line}`).not.toMatch(/;\s*(\/\/.*)?$/m);
    else expect(kind, `${file}:${line}`).toMatch(/^\w+$/);
  }
});

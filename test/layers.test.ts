import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

/**
 * Who may import whom: the table of docs/architecture.md, a row a folder, each below the folders that it may import. A
 * folder may import itself, too.
 */
const ALLOWED: Record<string, readonly string[]> = {
  input: [],
  numeric: [],
  files: ['input'],
  tfjs: [],
  'tfjs/gradients': [],
  'tfjs/kernels': ['input'],
  'tfjs/wasm': ['input', 'tfjs/kernels'],
  'tfjs/tape': ['input', 'tfjs', 'tfjs/gradients'],
  'statistics/value': ['input'],
  'statistics/rows': ['input', 'tfjs', 'statistics/value'],
  statistics: ['input', 'statistics/value', 'statistics/rows'],
  'geometry/products': ['input', 'tfjs', 'tfjs/tape'],
  'geometry/checks': ['input', 'numeric', 'tfjs/tape', 'geometry/products'],
  'geometry/estimators': ['input', 'numeric', 'geometry/products'],
  geometry: ['input', 'numeric', 'tfjs/tape', 'geometry/products', 'geometry/checks', 'geometry/estimators'],
  'collapse/means': ['input', 'numeric', 'tfjs', 'statistics/value', 'statistics/rows'],
  'collapse/residuals': ['input', 'numeric', 'statistics/value', 'statistics/rows', 'collapse/means'],
  collapse: [
    'input',
    'numeric',
    'tfjs',
    'statistics/value',
    'statistics/rows',
    'statistics',
    'collapse/means',
    'collapse/residuals',
  ],
  'data/dataset': ['input', 'numeric'],
  'transfer/heads': ['input', 'numeric'],
  'transfer/bounds': [
    'input',
    'numeric',
    'statistics/value',
    'statistics/rows',
    'collapse',
    'collapse/means',
    'collapse/residuals',
  ],
  transfer: [
    'input',
    'numeric',
    'statistics',
    'statistics/value',
    'geometry',
    'geometry/products',
    'collapse',
    'data/dataset',
    'transfer/heads',
    'transfer/bounds',
  ],
  '.': ['statistics', 'geometry', 'collapse', 'transfer'],
  backends: ['input', 'tfjs', 'tfjs/gradients', 'tfjs/kernels', 'tfjs/wasm'],
  models: ['input', 'files', 'tfjs'],
  'data/download': ['input', 'files'],
  'data/images': ['input', 'files', 'data/dataset'],
  'data/formats': ['input', 'files'],
  'data/sources': ['input', 'files', 'data/formats'],
  data: ['input', 'data/dataset', 'data/download', 'data/images', 'data/formats', 'data/sources'],
  training: ['input', 'files', 'tfjs', 'statistics', 'geometry', 'geometry/products', 'collapse', 'data/dataset'],
};

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/**
 * Whatever brings one file into another: imports and exports, of types too, import(), import types and imports for
 * their effect.
 */
const imports = new Map(
  files.map((file) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(source, file), 'utf8'), true, true);
    const relative = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
    return [file, relative.map((name) => join(dirname(file), name).replace(/\.js$/, '.ts'))];
  }),
);

/** The files of a circle of imports that can be reached from a file, in order; nothing where there is none. */
function circleFrom(file: string, path: string[], done: Set<string>): string[] | undefined {
  if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
  if (done.has(file)) return undefined;
  for (const next of imports.get(file) ?? []) {
    const circle = circleFrom(next, [...path, file], done);
    if (circle) return circle;
  }
  done.add(file);
  return undefined;
}

describe('the rooms of src/', () => {
  it('are the folders that the table lists, each with files in it', () => {
    expect([...new Set(files.map(dirname))].sort()).toEqual(Object.keys(ALLOWED).sort());
  });

  it('are drawn in docs/architecture.md, arrow by arrow', () => {
    const page = readFileSync(join(source, '../docs/architecture.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([^`]+)` \|([^|]*)\|$/gm)];
    const drawn = rows.map(([, room, list]) => [room, [...list.matchAll(/`([^`]+)`/g)].map(([, name]) => name)]);
    expect(Object.fromEntries(drawn)).toEqual(ALLOWED);
  });

  it.each(Object.keys(ALLOWED))('%s: every import is of a room that it may import, and no arrow is unused', (room) => {
    const used = new Set<string>();
    for (const file of files.filter((each) => dirname(each) === room)) {
      for (const target of imports.get(file)!) {
        expect(statSync(join(source, target)).isFile(), `${file} imports ${target}`).toBe(true);
        if (dirname(target) === room) continue;
        expect(ALLOWED[room], `${file} imports ${target}`).toContain(dirname(target));
        used.add(dirname(target));
      }
    }
    expect([...used].sort()).toEqual([...ALLOWED[room]].sort());
  });

  it('stand in an order in which every arrow points down', () => {
    const order = Object.keys(ALLOWED);
    for (const [at, room] of order.entries()) {
      for (const below of ALLOWED[room]) expect(order.indexOf(below), `${room} imports ${below}`).toBeLessThan(at);
    }
  });

  it('have no circle of files, types included', () => {
    const done = new Set<string>();
    for (const file of files) expect(circleFrom(file, [], done)).toBeUndefined();
  });

  it('are read as a whole: the graph has the imports that these files are known to have', () => {
    const edges = [...imports.values()].reduce((sum, list) => sum + list.length, 0);
    expect(edges).toBeGreaterThan(files.length);
    expect(imports.get('collapse/assembly.ts')).toContain('collapse/residuals/residualPass.ts'); // of a value
    expect(imports.get('collapse/record.ts')).toContain('collapse/perPair.ts'); // of a type
  });
});

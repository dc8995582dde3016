import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));
const allowed: Record<string, string[]> = {
  input: [],
  numeric: [],
  tfjs: ['input', 'numeric'],
  statistics: ['input', 'numeric', 'tfjs'],
  backends: ['input', 'numeric', 'tfjs'],
  models: ['input', 'numeric', 'tfjs'],
  data: ['input', 'numeric', 'tfjs'],
  geometry: ['input', 'numeric', 'tfjs', 'statistics'],
  collapse: ['input', 'numeric', 'tfjs', 'statistics'],
  training: ['input', 'numeric', 'tfjs', 'statistics', 'geometry', 'collapse', 'backends', 'data'],
};

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

it.each(Object.keys(allowed))('%s imports only the rooms below it', (room) => {
  const mine = files.filter((file) => file.startsWith(`${room}/`));
  expect(mine.length).toBeGreaterThan(0);
  for (const file of mine) {
    const text = readFileSync(`${source}/${file}`, 'utf8');
    const depth = file.split('/').length - 1;
    for (const [, ups, target] of text.matchAll(/from '((?:\.\.\/)+)([a-z]+)\//g)) {
      if (ups.length / 3 < depth) continue; // still inside the room
      expect(allowed[room], `${file} imports ${target}`).toContain(target);
    }
  }
});

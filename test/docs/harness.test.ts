import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { runSnippet } from './runSnippet.js';
import { blocksOf } from './snippets.js';
import { shownValue } from './values.js';

const run = (code: string, page = true) =>
  runSnippet(
    { file: 'page.md', line: 10, code, page },
    { fixtures: { seven: 7 }, exported: { eleven: 11 }, modules: { tensors: tf, geocollapse: { twelve: 12 } } },
  );

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('a snippet fails', () => {
  it.each([
    ['a value that is not what comes out', '\nseven; // 7.001', /^page.md:11: 7 is not as shown/],
    ['a value with a digit too few', '1 / 3; // 0.3333', /0.3333/],
    ['a list of another length', '[1, 2]; // [1, 2, 3]', /length|to be 3/],
    ['an object with a key that is not shown', '({ a: 1, b: 2 }); // { a: 1 }', /deeply equal/],
    ['a promise', 'Promise.resolve(7); // 7', /write await/],
    ['a value after a declaration', 'const x = seven; // 7', /give the value a statement of its own/],
    ['a value on a line of its own', 'seven;\n// 7', /page.md:11.*statement of its own/],
    ['what begins like a value and is none', 'seven; // 7 or so', /begins like a value/],
    ['a value that is never reached', 'if (seven < 7) {\n  seven; // 7\n}', /values that were compared/],
    ['a name of nowhere', 'eight; // 8', /eight is not defined/],
    [
      'an import that it forgets',
      `import { twelve } from 'geocollapse';\ntwelve; // 12\neleven; // 11`,
      /eleven is not/,
    ],
    ['a module that is not known', `import { x } from 'nowhere';\nx;`, /nowhere/],
    ['an error', `throw new Error('no');`, /no/],
    ['a tensor that is left behind', `import * as tf from 'tensors';\ntf.scalar(1);`, /left behind/],
    ['an input of a page that is left behind', `import * as tf from 'tensors';\ntf.tensor1d([1]);`, /left behind/],
  ])('for %s', async (_, code, message) => {
    const before = tf.memory().numTensors;
    const error = await run(code).then(
      () => new Error('it passes'),
      (error: Error) => error,
    );
    expect(error.message).toMatch(message);
    if (!/left/.test(error.message)) expect(tf.memory().numTensors).toBe(before);
  });
});

it('a snippet passes where each value is what comes out, with words after it', async () => {
  await run(
    'seven; // 7: one more than six\n[1, seven / 3]; // [1, 7 / 3]; in thirds\n({ a: [seven] }); // { a: [7] }',
  );
  await run(`import * as tf from 'tensors';\nconst x = tf.tensor2d([[1, 2]]);\nx; // [[1, 2]]\nx.dispose();`);
});

it('an example leaves the inputs that it writes out, and nothing that is made of them', async () => {
  await run('tf.tensor1d([1]).size; // 1', false);
  await expect(run('tf.square(tf.tensor1d([1])).size; // 1', false)).rejects.toThrow('left behind');
});

it('a value ends at a colon or a semicolon outside of brackets and quotes', () => {
  expect(shownValue(`{ a: 'b: c' }: text`)).toEqual({ value: { a: 'b: c' } });
  expect(shownValue('-1.5e3; text')).toEqual({ value: -1500 });
  expect(shownValue('1, 2')).toBeUndefined();
});

it('blocks are fenced or indented after a blank line, and know their lines', () => {
  const text = 'Text\n    not code\n\n    indented\n\n```ts\nfenced\n\n    within\n```\n';
  expect(blocksOf('page.md', text)).toEqual([
    { file: 'page.md', line: 4, text: 'indented\n', kind: 'indented' },
    { file: 'page.md', line: 7, text: 'fenced\n\n    within\n', kind: 'ts' },
  ]);
});

import { rmSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { publicFunctions, writtenExamples } from './publicFunctions.js';
import { runSnippet, shownValues } from './runSnippet.js';
import { scope } from './scope.js';
import { pageSnippets, root, type Snippet } from './snippets.js';

const functions = publicFunctions();
const examples = functions.flatMap(({ examples }) => examples);
const snippets = pageSnippets();

afterAll(() => {
  const folder = process.cwd(); // that of the fixtures
  process.chdir(root);
  rmSync(folder, { recursive: true });
});

/** One test for each, under the place where it stands. */
function run(title: string, all: Snippet[]): void {
  const values = all.reduce((sum, snippet) => sum + shownValues(snippet).shown.length, 0);
  describe(`${title} (${all.length}) run, and the values that they show (${values}) are what comes out`, () => {
    afterEach(async () => {
      await tf.setBackend(scope.fixtures.backend as string);
    });
    it.each(all.map((snippet) => [`${snippet.file}:${snippet.line}`, snippet] as const))('%s', async (_, snippet) => {
      const complete = snippet.file.startsWith('docs/measures/'); // as docs/measures.md promises
      await runSnippet(snippet, complete ? { ...scope, fixtures: {} } : scope);
    });
  });
}

run('examples', examples);
run('snippets of the pages', snippets);

describe('examples', () => {
  it.each(functions.map(({ name, examples }) => [name, examples] as const))('%s has one', (_, examples) => {
    expect(examples.length).toBeGreaterThan(0);
  });

  it('stand at public functions alone, where they are run', () => {
    expect(writtenExamples()).toBe(examples.length);
  });
});

import * as tf from '@tensorflow/tfjs-core';
import ts from 'typescript';
import { expect } from 'vitest';
import type { Snippet } from './snippets.js';
import { beginsLikeValue, expectShown, plain, shownValue } from './values.js';

/** A comment with a value, and the expression before it. */
interface Shown {
  start: number;
  end: number;
  line: number;
  value: unknown;
}

/**
 * The expression statements of a snippet that a comment gives the value of, and what is wrong with its comments: one
 * that begins like a value is a value, and follows an expression statement.
 */
export function shownValues({ file, line, code }: Snippet): { shown: Shown[]; faults: string[] } {
  const source = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.ES2022);
  const lineOf = (at: number) => line + source.getLineAndCharacterOfPosition(at).line;
  const statements = new Map<number, ts.ExpressionStatement>(); // by where their comment begins
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node)) {
      for (const { pos } of ts.getTrailingCommentRanges(code, node.end) ?? []) statements.set(pos, node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const shown: Shown[] = [];
  const faults: string[] = [];
  for (const { index, 0: comment, 1: text } of code.matchAll(/\/\/ *(.*)$/gm)) {
    if (!beginsLikeValue(text)) continue;
    const line = lineOf(index);
    const statement = statements.get(index);
    const value = shownValue(text);
    if (!value)
      faults.push(`${file}:${line}: '${comment}' begins like a value: write the value first, then ': explanation'`);
    else if (!statement)
      faults.push(`${file}:${line}: '${comment}' is not compared: give the value a statement of its own`);
    else shown.push({ start: statement.getStart(source), end: statement.expression.end, line, ...value });
  }
  return { shown, faults };
}

/** What a snippet may use without making it, and what it may import. */
export interface Scope {
  /** Real things to work on. */
  fixtures: Record<string, unknown>;
  /** What the package exports: for snippets that import nothing of it. */
  exported: Record<string, unknown>;
  modules: Record<string, unknown>;
}

/**
 * Runs a snippet and compares the values that it shows. It leaves no tensor behind, but for the weights of a model that
 * it builds, which live as long as the model, and in an `@example` the inputs that it writes out with tf.tensor1d and
 * the like.
 */
export async function runSnippet(snippet: Snippet, scope: Scope): Promise<void> {
  const { shown, faults } = shownValues(snippet);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  let code = snippet.code;
  for (const [i, { start, end }] of [...shown.entries()].reverse()) {
    code = `${code.slice(0, start)}$shown(${i}, ${code.slice(start, end)})${code.slice(end)}`;
  }
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const script = ts.transpileModule(code, { compilerOptions }).outputText;

  const compared = new Set<number>();
  const compare = (i: number, value: unknown) => {
    const { line, value: expected } = shown[i];
    compared.add(i);
    try {
      if (value instanceof Promise) throw new Error('a promise: write await');
      expectShown(plain(value), expected);
    } catch (error) {
      (error as Error).message =
        `${snippet.file}:${line}: ${JSON.stringify(plain(value))} is not as shown: ${(error as Error).message}`;
      throw error;
    }
  };
  const inputs: tf.Tensor[] = [];
  const complete = /from 'geocollapse\b/.test(code); // it says what it imports
  const names: Record<string, unknown> = {
    ...(complete ? {} : { ...scope.exported, tf: snippet.page ? tf : noting(inputs) }),
    ...scope.fixtures,
    console: { log() {} },
    exports: {},
    $shown: compare,
    require: (name: string) => {
      if (!(name in scope.modules))
        throw new Error(`${snippet.file}: import of '${name}', which the test does not know`);
      return scope.modules[name];
    },
  };
  const before = tf.memory().numTensors;
  const weights = new Set(Object.values(tf.engine().state.registeredVariables));
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  await new AsyncFunction(...Object.keys(names), `await (async () => {\n${script}\n})();`)(...Object.values(names));

  expect(compared.size, 'values that were compared').toBe(shown.length);
  for (const weight of Object.values(tf.engine().state.registeredVariables)) if (!weights.has(weight)) weight.dispose();
  tf.dispose(inputs);
  expect(tf.memory().numTensors - before, 'tensors that are left behind').toBe(0);
}

/** TensorFlow.js, with a note of the tensors that are written out. */
function noting(inputs: tf.Tensor[]): Record<string, unknown> {
  const made = ['tensor', 'tensor1d', 'tensor2d', 'tensor3d', 'tensor4d'].map((name) => [
    name,
    (...values: unknown[]) => {
      const tensor = (tf as unknown as Record<string, (...values: unknown[]) => tf.Tensor>)[name](...values);
      inputs.push(tensor);
      return tensor;
    },
  ]);
  return { ...tf, ...Object.fromEntries(made) };
}

import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { publicFunctions } from './publicFunctions.js';
import { pageSnippets, root } from './snippets.js';

/** Folder of files that only the compiler sees. */
const FOLDER = `${root}test/docs/snippets`;

it('every example and every snippet is right for the TypeScript compiler', { timeout: 180_000 }, () => {
  const functions = publicFunctions();
  const snippets = [...functions.flatMap(({ examples }) => examples), ...pageSnippets()];
  const files = new Map([
    [`${FOLDER}/globals.d.ts`, globals(functions)],
    [`${FOLDER}/tf.d.ts`, `export * from '@tensorflow/tfjs-core';\nexport as namespace tf;`],
  ]);
  const declarations = files.size;
  for (const [i, { code }] of snippets.entries()) files.set(`${FOLDER}/${i}.ts`, `${code}\nexport {};\n`);

  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root);
  // An example need not say the type of a parameter, nor use all that it shows.
  Object.assign(options, {
    noImplicitAny: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    allowUmdGlobalAccess: true,
  });
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) =>
    files.has(path) ? ts.createSourceFile(path, files.get(path)!, version) : getSourceFile(path, version, ...rest);
  const program = ts.createProgram([...files.keys()], options, host);

  const faults = [...files.keys()].flatMap((path, i) => {
    const source = program.getSourceFile(path)!;
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ start = 0, messageText }) => {
      const { line } = source.getLineAndCharacterOfPosition(start);
      const place =
        i < declarations ? path : `${snippets[i - declarations].file}:${snippets[i - declarations].line + line}`;
      return `${place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
  expect(faults).toEqual([]);
});

/** Declares the names that a snippet may use: the public functions, TensorFlow.js and the fixtures. */
function globals(functions: { name: string; module: string }[]): string {
  const fixtures = readFileSync(`${root}test/docs/fixtures.ts`, 'utf8');
  const exported = [
    ...fixtures.matchAll(/^export (?:const|async function\*?|function) (\w+|\{[^}]*\})|^export (\{.*)/gm),
  ];
  const names = exported.flatMap(([, declared, again]) =>
    (declared ?? again).split(',').map((name) => /(\w+)\W*$/.exec(name.replace(/from.*/, ''))![1]),
  );
  return [
    `declare module '*?url' { const url: string; export default url; }`,
    ...functions.map(({ name, module }) => `declare const ${name}: typeof import('${module}').${name};`),
    ...names.map((name) => `declare const ${name}: typeof import('../fixtures.js').${name};`),
  ].join('\n');
}

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { root, type Snippet } from './snippets.js';

/** A function that users import. */
export interface PublicFunction {
  name: string;
  /** What it is imported from: `geocollapse/statistics`. */
  module: string;
  examples: Snippet[];
}

/** The rooms that the package exports. */
const rooms: string[] = Object.keys(JSON.parse(readFileSync(`${root}/package.json`, 'utf8')).exports)
  .filter((path) => path !== '.' && !path.endsWith('.json'))
  .map((path) => path.slice(2));

/** What is imported from where: names of values (functions and classes) by the module that exports them. */
export function publicFunctions(): PublicFunction[] {
  return rooms.flatMap((room) => {
    const index = `src/${room}/index.ts`;
    return parse(index).statements.flatMap((statement) => {
      if (!ts.isExportDeclaration(statement) || statement.isTypeOnly || !statement.exportClause) return [];
      const from = (statement.moduleSpecifier as ts.StringLiteral).text.replace(/\.js$/, '.ts');
      const names = (statement.exportClause as ts.NamedExports).elements.filter(({ isTypeOnly }) => !isTypeOnly);
      return names.flatMap(({ name, propertyName = name }) => {
        const found = functionOf(join(dirname(index), from), propertyName.text);
        return found ? [{ name: name.text, module: `geocollapse/${room}`, examples: found }] : [];
      });
    });
  });
}

/** How often `@example` stands in src/: none may stand where no test finds it. */
export function writtenExamples(): number {
  const files = readdirSync(`${root}/src`, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return files.reduce(
    (sum, file) => sum + readFileSync(`${root}/src/${file}`, 'utf8').split('* @example').length - 1,
    0,
  );
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(`${root}/${file}`, 'utf8'), ts.ScriptTarget.ES2022, true);
}

/** The examples of a function, or undefined for a class; an error for what is not declared in the file. */
function functionOf(file: string, name: string): Snippet[] | undefined {
  const source = parse(file);
  const declared = source.statements.filter(
    (node) => (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name?.text === name,
  );
  if (declared.length === 0) throw new Error(`${file} does not declare a function or class '${name}'`);
  if (ts.isClassDeclaration(declared[0])) return undefined;
  return declared
    .flatMap((node) => ts.getJSDocTags(node))
    .filter(({ tagName }) => tagName.text === 'example')
    .map((tag) => {
      const lines = source.text.slice(tag.pos, tag.end).replace(/\*\/$/, '').split('\n').slice(1);
      const code = `${lines
        .map((line) => line.replace(/^\s*\*? ?/, ''))
        .join('\n')
        .trimEnd()}\n`;
      return { file, line: source.getLineAndCharacterOfPosition(tag.pos).line + 2, code, page: false };
    });
}

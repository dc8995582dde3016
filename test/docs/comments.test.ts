import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** The rooms that users import from. */
const ROOMS = ['statistics', 'geometry', 'collapse', 'backends', 'models', 'data', 'training', 'transfer'];

const entryOf = (room: string) => fileURLToPath(new URL(`../../src/${room}/index.ts`, import.meta.url));
const program = ts.createProgram(ROOMS.map(entryOf), {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  skipLibCheck: true,
  noEmit: true,
});
const checker = program.getTypeChecker();

/** What an entry exports: its declarations, by name. */
function exportsOf(room: string): [string, ts.Declaration][] {
  const module = checker.getSymbolAtLocation(program.getSourceFile(entryOf(room))!)!;
  return checker.getExportsOfModule(module).map((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return [symbol.name, target.declarations![0]];
  });
}

const commentOf = (node: ts.Node) => ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc);
const textOf = (comment: ts.JSDoc['comment']) => (ts.getTextOfJSDocComment(comment) ?? '').trim();
/** It begins with a capital letter, a number or code, and ends with a full stop, so that it can be read alone. */
const isWhole = (text: string) => /^[A-Z0-9`'(|].*[.:]$/s.test(text);

/** What is wrong with the comment of a declaration and of its members, as sentences. */
function complaints(name: string, declaration: ts.Declaration): string[] {
  const wrong: string[] = [];
  if (!isWhole(textOf(commentOf(declaration)?.comment))) wrong.push(`${name} does not begin with a whole sentence`);
  if (ts.isInterfaceDeclaration(declaration)) {
    for (const member of declaration.members) {
      if (isWhole(textOf(commentOf(member)?.comment))) continue;
      wrong.push(`${name}.${member.name?.getText()} has no whole sentence`);
    }
  }
  if (!ts.isFunctionDeclaration(declaration)) return wrong;
  const tags = ts.getJSDocTags(declaration);
  for (const parameter of declaration.parameters) {
    const isTold = ts.getJSDocParameterTags(parameter).length > 0 || parameter.name.getText() === 'options';
    if (!isTold) wrong.push(`${name} lacks @param ${parameter.name.getText()}`);
  }
  const isVoid = /^(Promise<)?void\b/.test(declaration.type?.getText() ?? '');
  for (const wanted of isVoid ? ['example'] : ['returns', 'example']) {
    if (!tags.some((tag) => tag.tagName.text === wanted)) wrong.push(`${name} lacks @${wanted}`);
  }
  for (const tag of tags.filter((each) => ['param', 'returns', 'throws'].includes(each.tagName.text))) {
    const text = textOf(tag.comment as ts.JSDoc['comment']);
    if (!isWhole(text)) wrong.push(`${name}, @${tag.tagName.text}: ${text} cannot be read alone`);
  }
  return wrong;
}

describe.each(ROOMS)('public comments of geocollapse/%s', (room) => {
  it('begin with a sentence, and say each parameter, member, result and error in words that can be read alone', () => {
    const all = exportsOf(room);
    expect(all.length).toBeGreaterThan(2);
    expect(all.flatMap(([name, declaration]) => complaints(name, declaration))).toEqual([]);
  });
});

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));
const rooms = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const entries = rooms.map(({ name }) => join(source, name, 'index.ts')).filter((file) => ts.sys.fileExists(file));
const program = ts.createProgram([...entries, join(source, 'index.ts')], {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  skipLibCheck: true,
  noEmit: true,
});
const checker = program.getTypeChecker();
const printer = ts.createPrinter({ removeComments: true, omitTrailingSemicolon: true });

/** What an entry exports, by name; aliases followed to what they stand for. */
function exportsOf(file: string): [string, ts.Declaration[]][] {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
  return checker
    .getExportsOfModule(module)
    .map((symbol): [string, ts.Declaration[]] => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return [symbol.name, target.declarations ?? []];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A declaration on one line, without comments and bodies: all that a user's code can depend on. */
function signature(declaration: ts.Declaration, overloads: number): string | undefined {
  if (ts.isFunctionDeclaration(declaration)) {
    if (overloads > 1 && declaration.body) return undefined; // what implements the overloads is not seen
    const { modifiers, name, typeParameters, parameters, type } = declaration;
    const bare = ts.factory.createFunctionDeclaration(
      modifiers,
      undefined,
      name,
      typeParameters,
      parameters,
      type,
      undefined,
    );
    return print(bare, declaration);
  }
  if (ts.isClassDeclaration(declaration)) return `class ${declaration.name!.text}`;
  return print(declaration, declaration);
}

function print(node: ts.Node, from: ts.Node): string {
  const text = printer.printNode(ts.EmitHint.Unspecified, node, from.getSourceFile());
  return text.replace(/\s+/g, ' ').replace(/^export /, '');
}

describe('the public interface', () => {
  it.each(entries.map((file) => file.slice(source.length + 1).split('/')[0]))(
    'geocollapse/%s exports the names and the signatures that are written down',
    async (room) => {
      const lines = exportsOf(join(source, room, 'index.ts')).flatMap(([name, declarations]) => {
        expect(declarations.length, `${name} is declared nowhere`).toBeGreaterThan(0);
        return declarations.flatMap((each) => signature(each, declarations.length) ?? []);
      });
      await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`interface/${room}.txt`);
    },
  );

  it('geocollapse exports what statistics, geometry, collapse and transfer do', () => {
    const names = (file: string) => exportsOf(file).map(([name]) => name);
    const rooms = ['statistics', 'geometry', 'collapse', 'transfer'];
    const four = rooms.flatMap((room) => names(join(source, room, 'index.ts')));
    expect(names(join(source, 'index.ts'))).toEqual([...new Set(four)].sort());
  });

  it.each(entries)('%s exports the types that its functions take', (file) => {
    const names = new Set(exportsOf(file).map(([name]) => name));
    const ours = (node: ts.Node): string[] => {
      if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) {
        const symbol = checker.getSymbolAtLocation(node.typeName)!;
        const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
        const declared = target.declarations?.[0];
        const isOurs =
          declared?.getSourceFile().fileName.startsWith(source) && !ts.isTypeParameterDeclaration(declared);
        if (isOurs) return [target.name, ...(node.typeArguments ?? []).flatMap(ours)];
      }
      const found: string[] = [];
      ts.forEachChild(node, (child) => {
        found.push(...ours(child));
      });
      return found;
    };
    for (const [name, declarations] of exportsOf(file)) {
      for (const declaration of declarations.filter(ts.isFunctionDeclaration)) {
        const seen = [...declaration.parameters, ...(declaration.type ? [declaration.type] : [])].flatMap(ours);
        for (const type of seen) expect(names.has(type), `${name} takes or returns ${type}`).toBe(true);
      }
    }
  });
});

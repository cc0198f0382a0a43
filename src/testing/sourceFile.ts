import { posix } from 'node:path';
import ts from 'typescript';

/** What the architecture test reads of a source file: what it imports, what it names, and what it casts to. */
export interface SourceFile {
  /** From the folder `src`, with slashes. */
  readonly path: string;
  readonly imports: readonly Import[];
  /** Identifiers and property names, `a.b` joined, that occur anywhere in code. */
  readonly names: ReadonlySet<string>;
  /** Names of the types in `value as Type`. */
  readonly casts: ReadonlySet<string>;
}

export type Import =
  | { readonly kind: 'file'; readonly path: string; readonly typeOnly: boolean }
  | { readonly kind: 'package'; readonly name: string; readonly typeOnly: boolean };

/** Parses TypeScript; static, dynamic and type imports, re-exports and `new URL('./x', import.meta.url)` all count as imports. */
export function parseSourceFile(path: string, text: string): SourceFile {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const imports: Import[] = [];
  const names = new Set<string>();
  const casts = new Set<string>();
  const add = (specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) {
      imports.push({ ...resolveImport(path, specifier.text), typeOnly });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeImport(node));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    else if (isModuleUrl(node)) add(node.arguments?.[0], false);
    else if (ts.isIdentifier(node)) names.add(node.text);
    else if (ts.isPropertyAccessExpression(node)) names.add(node.getText(source).replaceAll(/\s/g, ''));
    else if (ts.isAsExpression(node)) casts.add(node.type.getText(source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { path, imports, names, casts };
}

function isTypeImport(node: ts.ImportDeclaration): boolean {
  return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** `new URL('./x.worker.ts', import.meta.url)`: how a bundler is told of a worker or an asset. */
function isModuleUrl(node: ts.Node): node is ts.NewExpression {
  return (
    ts.isNewExpression(node) &&
    node.expression.getText() === 'URL' &&
    node.arguments?.[1]?.getText() === 'import.meta.url'
  );
}

function resolveImport(
  importer: string,
  specifier: string,
): { kind: 'file'; path: string } | { kind: 'package'; name: string } {
  if (specifier.startsWith('.')) {
    return { kind: 'file', path: posix.join(posix.dirname(importer), specifier.replace(/\?.*$/, '')) };
  }
  const [first = '', second = ''] = specifier.split('/');
  return { kind: 'package', name: first.startsWith('@') ? `${first}/${second}` : first };
}

import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';

// Sentences that a person may read have the apostrophe of print, as the rest of their typography is that of print.

const root = new URL('./', import.meta.url);
/** `process's`, `gateways' index`. */
const straight = /[A-Za-z]'[a-z]|[a-z]s' [a-z]/;

/** Texts of a source: literals, the pieces of templates, and what stands between JSX tags. */
function textsOf(path: string, code: string): readonly string[] {
  const source = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, false);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      texts.push(node.text);
    else if (ts.isJsxText(node)) texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

/** What ships, but for code in other languages, which some texts are. */
function sources(): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.tsx?$/.test(path) && !/\.test\.|\.contract\.|(^|\/)(testing|vectors)\//.test(path),
  );
}

it('no sentence has a straight apostrophe', () => {
  const found = sources().flatMap((path) =>
    textsOf(path, readFileSync(new URL(path, root), 'utf8'))
      .filter((text) => straight.test(text))
      .map((text) => `${path}: ${text}`),
  );
  expect(found).toEqual([]);
});

it('would notice one, wherever it stands', () => {
  const code = [
    "const a = <p>The key's</p>;",
    'const b = `of $' + "{a}, the units' word`;",
    'const c = "it\'s"; // one\'s',
  ].join('\n');
  expect(textsOf('a.tsx', code).filter((text) => straight.test(text))).toHaveLength(3);
});

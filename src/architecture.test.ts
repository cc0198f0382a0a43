import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Import, parseSourceFile, type SourceFile } from './testing/sourceFile.ts';

/** Who may import what. A folder may always import itself; anything that is not listed is forbidden. */
const rules: Readonly<Record<string, Rule>> = {
  base: { files: [], packages: [] },
  protocol: { files: ['base/'], packages: ['@noble/hashes', 'hash-wasm', 'valibot'] },
  verification: {
    files: ['protocol/', 'base/'],
    packages: ['@noble/curves', '@noble/hashes', 'hash-wasm'],
  },
  sources: { files: ['protocol/', 'base/'], packages: ['valibot'] },
  storage: { files: ['protocol/', 'base/'], packages: ['idb', 'hash-wasm', 'valibot'] },
  evaluation: { files: ['protocol/', 'base/'], packages: ['hash-wasm'] },
  threads: { files: ['protocol/', 'base/'], packages: ['comlink'] },
  devnet: { files: ['protocol/', 'base/'], packages: ['@noble/curves', '@noble/hashes', 'hash-wasm'] },
  engine: {
    files: [
      'verification/',
      'sources/',
      'storage/',
      'evaluation/',
      'threads/',
      'devnet/',
      'protocol/',
      'base/',
    ],
    packages: [],
  },
  offline: { files: ['base/'], packages: [] },
  app: {
    files: ['engine/client.ts', 'engine/api.ts', 'offline/names.ts', 'offline/talk.ts', 'base/'],
    packages: ['react', 'react-dom', '@tanstack/*', 'anser', 'valibot'],
  },
  'boot.ts': { files: ['app/asksForWork.ts', 'engine/client.ts'], packages: [] },
  'main.tsx': { files: ['app/', 'boot.ts'], packages: ['react', 'react-dom'] },
  'headless.ts': { files: ['engine/client.ts', 'engine/api.ts'], packages: [] },
};

/** A worker's entry connects what it holds to its thread, whatever folder it lies in. */
const workerEntries: Rule = { files: ['threads/'], packages: [] };

/** Types are borrowed where a value would tie two layers together. */
const typeOnly: Readonly<Record<string, readonly string[]>> = {
  devnet: ['sources/network.ts', 'verification/evidence.ts'],
};

/** A cast to one of these is a claim that something was checked, so it is made where the check is. */
const castsAllowedIn: Readonly<Record<string, string>> = {
  AuthenticMessage: 'verification/',
  AuthenticProcess: 'verification/',
  WasmMessage: 'protocol/',
};

/** Process data is hostile, and an evaluation depends on its inputs alone. */
const forbiddenNames: readonly { readonly names: RegExp; readonly folders: RegExp }[] = [
  {
    names:
      /(^|\.)(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|srcdoc|srcDoc)$|^document\.write(ln)?$|^eval$/,
    folders: /./,
  },
  { names: /^(Math\.random|Date\.now)$/, folders: /^(evaluation|protocol|verification)\// },
];

interface Rule {
  /** Folders (ending in `/`) or single files, from `src`. */
  readonly files: readonly string[];
  /** Names; `@scope/*` allows a whole scope. */
  readonly packages: readonly string[];
}

function violations(file: SourceFile): readonly string[] {
  const home = file.path.split('/')[0] ?? '';
  const rule = rules[home];
  if (rule === undefined) return [`${file.path}: no rule says what ${home} may import`];
  const allowed = file.path.endsWith('.worker.ts') ? [rule, workerEntries] : [rule];
  const imports = file.imports.filter((each) => !isAllowed(each, home, allowed)).map(describeImport);
  const casts = [...file.casts].filter((cast) =>
    Object.entries(castsAllowedIn).some(
      ([type, owner]) => new RegExp(`\\b${type}\\b`).test(cast) && !file.path.startsWith(owner),
    ),
  );
  const names = [...file.names].filter((name) =>
    forbiddenNames.some((each) => each.folders.test(file.path) && each.names.test(name)),
  );
  return [
    ...imports.map((each) => `${file.path} imports ${each}`),
    ...casts.map((each) => `${file.path} casts to ${each}`),
    ...names.map((each) => `${file.path} uses ${each}`),
  ];
}

function isAllowed(each: Import, home: string, allowed: readonly Rule[]): boolean {
  if (each.kind === 'package') {
    return allowed.some((rule) =>
      rule.packages.some((name) => name === each.name || name === `${each.name.split('/')[0]}/*`),
    );
  }
  if (isTestFile(each.path)) return false;
  if (each.path.startsWith(`${home}/`)) return true;
  const files = allowed.flatMap((rule) => rule.files);
  const types = each.typeOnly ? (typeOnly[home] ?? []) : [];
  return [...files, ...types].some((known) =>
    known.endsWith('/') ? each.path.startsWith(known) : each.path === known,
  );
}

function describeImport(each: Import): string {
  return each.kind === 'package' ? each.name : each.path;
}

/** Files that import each other in a circle, types too: nobody can understand one of them before the others. */
function findCircle(files: readonly SourceFile[]): readonly string[] | undefined {
  const importsOf = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.flatMap((each) => (each.kind === 'file' && each.path !== path ? [each.path] : [])),
    ]),
  );
  const done = new Set<string>();
  const walk = (path: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const imported of importsOf.get(path) ?? []) {
      const circle = walk(imported, [...way, path]);
      if (circle !== undefined) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const { path } of files) {
    const circle = walk(path, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

/** Tests compose what they need, and nothing that ships imports them. */
function isTestFile(path: string): boolean {
  return /\.(test|contract)\.tsx?$|(^|\/)testing\//.test(path);
}

describe('architecture', () => {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path) && !/\.d\.ts$/.test(path))
    .sort();
  const parse = (path: string) => parseSourceFile(path, readFileSync(root + path, 'utf8'));
  const paths = sources.filter((path) => !isTestFile(path));

  it('finds the source files', () => {
    expect(paths).toContain('engine/api.ts');
  });

  it.each(paths)('%s keeps to its layer', (path) => {
    expect(violations(parse(path))).toEqual([]);
  });

  it('has no circles', () => {
    expect(findCircle(sources.map(parse))).toBeUndefined();
  });
});

describe('the architecture test itself', () => {
  const check = (path: string, text: string) => violations(parseSourceFile(path, text));

  it('notices a circle, of types too', () => {
    const files = [
      parseSourceFile('base/a.ts', "import { b } from './b.ts';"),
      parseSourceFile('base/b.ts', "import type { C } from './c.ts';"),
      parseSourceFile('base/c.ts', "export * from './b.ts';"),
    ];
    expect(findCircle(files)).toEqual(['base/b.ts', 'base/c.ts', 'base/b.ts']);
    expect(findCircle(files.slice(0, 2))).toBeUndefined();
  });

  it.each([
    ['a sibling', 'sources/a.ts', "import { open } from '../storage/database.ts';", 'storage/database.ts'],
    ['a higher layer', 'protocol/a.ts', "export * from '../engine/api.ts';", 'engine/api.ts'],
    ['a type of a sibling', 'storage/a.ts', "import type { A } from '../sources/a.ts';", 'sources/a.ts'],
    ['a type in place', 'base/a.ts', "let a: import('../protocol/ids.ts').ItemId;", 'protocol/ids.ts'],
    ['a dynamic import', 'app/a.tsx', "await import('../storage/database.ts');", 'storage/database.ts'],
    [
      'a worker',
      'app/a.ts',
      "new URL('../engine/engine.worker.ts', import.meta.url);",
      'engine/engine.worker.ts',
    ],
    [
      'the engine past its API',
      'app/a.ts',
      "import { replay } from '../engine/replay.ts';",
      'engine/replay.ts',
    ],
    [
      'a value where a type is allowed',
      'devnet/a.ts',
      "import { a } from '../sources/network.ts';",
      'sources/network.ts',
    ],
    [
      'threads outside a worker entry',
      'evaluation/a.ts',
      "import { serve } from '../threads/serve.ts';",
      'threads/serve.ts',
    ],
    ['a test helper', 'engine/a.ts', "import { a } from './testing/a.ts';", 'engine/testing/a.ts'],
    ['idb', 'engine/a.ts', "import { openDB } from 'idb';", 'idb'],
    ['comlink', 'engine/a.ts', "import { wrap } from 'comlink';", 'comlink'],
    ['react', 'engine/a.ts', "import { use } from 'react';", 'react'],
    [
      'a deep path of a package',
      'sources/a.ts',
      "import { a } from '@noble/hashes/sha2.js';",
      '@noble/hashes',
    ],
  ])('notices %s', (_, path, text, imported) => {
    expect(check(path, text)).toEqual([`${path} imports ${imported}`]);
  });

  it.each([
    ['a lower layer', 'engine/a.ts', "import { a } from '../verification/a.ts';"],
    ['its own folder', 'storage/pages/a.ts', "import { a } from '../database.ts';"],
    [
      'threads in a worker entry',
      'evaluation/evaluator.worker.ts',
      "import { serve } from '../threads/serve.ts';",
    ],
    ['a type that is lent', 'devnet/a.ts', "import type { Network } from '../sources/network.ts';"],
    ['a scope', 'app/a.tsx', "import { useQuery } from '@tanstack/react-query';"],
  ])('allows %s', (_, path, text) => {
    expect(check(path, text)).toEqual([]);
  });

  it.each([
    ['app/a.tsx', 'element.innerHTML = text;', 'app/a.tsx uses element.innerHTML'],
    [
      'app/a.tsx',
      'const a = <p dangerouslySetInnerHTML={html} />;',
      'app/a.tsx uses dangerouslySetInnerHTML',
    ],
    ['app/a.ts', 'document.write(text);', 'app/a.ts uses document.write'],
    ['verification/a.ts', 'const now = Date.now();', 'verification/a.ts uses Date.now'],
    ['engine/a.ts', 'const a = message as AuthenticMessage;', 'engine/a.ts casts to AuthenticMessage'],
    [
      'engine/a.ts',
      'const a = page as unknown as AuthenticMessage[];',
      'engine/a.ts casts to AuthenticMessage[]',
    ],
  ])('in %s notices %s', (path, text, violation) => {
    expect(check(path, text)).toContain(violation);
  });

  it('allows the clock in the engine and the cast in verification', () => {
    expect(check('engine/a.ts', 'const now = Date.now();')).toEqual([]);
    expect(check('verification/a.ts', 'const a = message as AuthenticMessage;')).toEqual([]);
  });
});

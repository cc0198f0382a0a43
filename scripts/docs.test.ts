import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lies } from '../src/devnet/lies.ts';
import { root } from './setup/command.mjs';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'src/README.md',
  'src/app/README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
];
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('the documentation', () => {
  it.each(pages)('%s names only files that exist', (page) => {
    const text = read(page);
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) =>
      join(dirname(page), match[1] ?? ''),
    );
    // `src/…`, `e2e/…` and the like, from the root; names with a blank or a placeholder are commands.
    const paths = [...text.matchAll(/`((?:src|docs|e2e|scripts|\.ci)\/[^`\s<>*…]+)`/g)].map(
      (match) => match[1] ?? '',
    );
    expect([...links, ...paths].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('docs/TRUST.md lists every lie that is tested', () => {
    const text = read('docs/TRUST.md');
    expect(lies.filter(({ name }) => !text.includes(`\`${name}\``)).map(({ name }) => name)).toEqual([]);
  });

  it('every npm script that is named exists', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/npm run (?:--silent )?([\w:]+)/g)].map((match) => match[1] ?? ''),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

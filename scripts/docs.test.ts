import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Lie, type LieExpectation, lies } from '../src/devnet/lies.ts';
import { root } from './setup/command.mjs';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'src/README.md',
  'src/app/README.md',
  'src/evaluation/README.md',
  'src/verification/README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
];
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** What comes of a lie, as the page says it. */
function outcomeOf({ fact, status, code, claim }: LieExpectation): string {
  if (fact !== undefined) return `\`${fact}\` ${status === 'unknown' ? 'is `unknown`' : 'fails'}`;
  if (code !== undefined) return `error \`${code}\``;
  const shown = { agrees: 'agreeing', differs: 'differing', failed: 'failed' } as const;
  return claim === undefined ? '' : `its claim is shown as ${shown[claim]}`;
}

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

  it('docs/TRUST.md has a row for each lie, and for no other, in the words of its test', () => {
    const rows = [
      ...read('docs/TRUST.md').matchAll(/^\| `([\w-]+)` \| ([\w ]+ unit|gateway) \| (.+) \| (.+) \|$/gm),
    ];
    const expected = lies.map((lie: Lie) => [
      lie.name,
      lie.unit.replace('-', ' '),
      lie.explanation,
      outcomeOf(lie.expect),
    ]);
    const byName = (a: readonly string[], b: readonly string[]) => (a[0] ?? '').localeCompare(b[0] ?? '');
    expect(rows.map((row) => row.slice(1)).sort(byName)).toEqual(expected.sort(byName));
  });

  it('docs/TRUST.md names no other attack without a test of that name', () => {
    const attacks = [...read('docs/TRUST.md').matchAll(/`([\w-]+)`: a /g)].map(([, name = '']) => name);
    const tests = readdirSync(join(root, 'e2e'))
      .filter((name) => name.endsWith('.spec.ts'))
      .map((name) => read(`e2e/${name}`))
      .join();
    expect(attacks).not.toEqual([]);
    expect(attacks.filter((name) => !tests.includes(`test('${name}: `))).toEqual([]);
  });

  it('src/verification/README.md names each file of its folder, and no other', () => {
    const folder = readdirSync(join(root, 'src/verification'));
    const ships = folder.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
    const rows = read('src/verification/README.md').match(/^\| `.+$/gm) ?? [];
    const named = rows.flatMap((row) => [...row.matchAll(/`([\w.]+\.ts)`/g)].map(([, name]) => name));
    expect(named.sort()).toEqual(ships.sort());
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

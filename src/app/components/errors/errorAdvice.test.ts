import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ErrorReport } from '../../../engine/api.ts';
import { adviceByCode } from './adviceByCode.ts';
import { adviseOn } from './errorAdvice.ts';

function report(
  layer: ErrorReport['layer'],
  code: string,
  details: ErrorReport['details'] = {},
): ErrorReport {
  return { layer, code, message: '', details, chain: [] };
}

it('has words of its own where a code needs them, and the layer’s where not', () => {
  expect(adviseOn(report('source', 'html-instead-of-json')).title).toBe('A server answered with a web page');
  expect(adviseOn(report('source', 'something-new')).title).toBe('A server did not answer as asked');
  expect(adviseOn(report('unexpected', 'type-error')).title).toBe('Selfsame made a mistake');
});

it('asks nobody to copy an id again that a server got wrong', () => {
  const of = (what: string) => adviseOn(report('protocol', 'invalid-id', { what })).title;
  expect(of('process id')).toBe('That is not an id');
  expect(of('process')).toBe('That is not an id');
  expect(of('process_id')).toBe('An answer does not have the shape that the protocol gives it');
  expect(of('Message tag of assignment x')).toBe(
    'An answer does not have the shape that the protocol gives it',
  );
});

it('names the check that fails', () => {
  expect(adviseOn(report('verification', 'id-mismatch', { fact: 'hash-chain' })).title).toBe(
    'A check fails: hash chain',
  );
  expect(adviseOn(report('verification', 'id-mismatch', { fact: 'toString' })).title).toBe(
    'Something is not what it claims to be',
  );
});

it('always says what can be done', () => {
  for (const layer of [
    'source',
    'protocol',
    'verification',
    'evaluation',
    'storage',
    'engine',
    'thread',
  ] as const)
    expect(adviseOn(report(layer, 'x')).advice.length).toBeGreaterThan(0);
});

describe('every code that the engine or what is below it throws', () => {
  const thrown = codesThrown();

  it('has words of its own, or is one for which its layer’s were found to be enough', () => {
    const unconsidered = thrown.filter(
      (code) => !Object.hasOwn(adviceByCode, code) && !layerIsEnough.has(code),
    );
    expect(unconsidered).toEqual([]);
  });

  it('is still thrown, where its layer’s words were found to be enough', () => {
    expect([...layerIsEnough].filter((code) => !thrown.includes(code))).toEqual([]);
  });
});

/** Of verification, a fact’s own title is the heading, and what can be done is the same for all. `app-file-…` come into no panel: Settings says their sentence. */
const layerIsEnough: ReadonlySet<string> = new Set([
  'evaluation/host-state-invalid',
  'evaluation/not-repeatable',
  'evaluation/state-invalid',
  'protocol/invalid-assignment',
  'protocol/invalid-base64url',
  'protocol/invalid-bundle',
  'protocol/invalid-data-item',
  'protocol/invalid-json',
  'protocol/invalid-tags',
  'protocol/unexpected-json',
  'source/app-file-changed',
  'source/app-file-refused',
  'source/app-file-unreachable',
  'source/malformed-json',
  'source/no-progress',
  'source/not-in-bundle',
  'source/refused',
  'source/state-passed',
  'source/too-deep',
  'source/too-many-redirects',
  'storage/closed',
  'storage/corrupt',
  'storage/invalid-checkpoint',
  'storage/missing-base',
  'thread/closed',
  'thread/not-answering',
  'thread/worker-crashed',
]);

/** `layer/code` of every error that the sources construct with its code in plain sight, but for `verification`. */
function codesThrown(): readonly string[] {
  const root = new URL('../../..', import.meta.url);
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.tsx?$/.test(path) && !/\.test\.|\.contract\.|(^|\/)(testing|app)\//.test(path),
  );
  const pattern = /new (Source|Protocol|Evaluation|Storage|Engine|Thread)Error\(\s*'([a-z0-9-]+)'/g;
  const codes = paths.flatMap((path) =>
    [...readFileSync(new URL(path, root), 'utf8').matchAll(pattern)].map(
      ([, layer = '', code = '']) => `${layer.toLowerCase()}/${code}`,
    ),
  );
  return [...new Set(codes)].sort();
}

import { expect, it } from 'vitest';
import type { ErrorReport } from '../../engine/api.ts';
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

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvaluationResult, Json } from '../protocol/evaluationResult.ts';
import { compareAmounts, compareResults } from './claims.ts';

const ours: EvaluationResult = {
  Messages: [{ Target: 'a', Tags: [{ name: 'x', value: '1' }] }],
  Assignments: [],
  Spawns: [],
  Output: { data: 'hi', print: true },
  GasUsed: 0,
};

describe('a result of a compute unit', () => {
  it('agrees with itself, whatever the order of its keys', () => {
    const theirs: EvaluationResult = {
      GasUsed: 0,
      Output: { print: true, data: 'hi' },
      Spawns: [],
      Assignments: [],
      Messages: [{ Tags: [{ value: '1', name: 'x' }], Target: 'a' }],
    };
    expect(compareResults(ours, theirs)).toEqual({ status: 'agrees' });
  });

  it('agrees after a trip through JSON, for anything', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (output) => {
        const result = { ...ours, Output: JSON.parse(JSON.stringify(output)) as Json };
        expect(compareResults(result, JSON.parse(JSON.stringify(result)) as EvaluationResult)).toEqual({
          status: 'agrees',
        });
      }),
    );
  });

  it.each<[string, Partial<EvaluationResult>, string, string, string]>([
    ['another text', { Output: { data: 'ho', print: true } }, 'Output.data', '"hi"', '"ho"'],
    ['a key less', { Output: { data: 'hi' } }, 'Output.print', 'true', 'nothing'],
    ['a key more', { Output: { data: 'hi', print: true, more: null } }, 'Output.more', 'nothing', 'null'],
    ['another kind', { Output: '' }, 'Output', '{"data":"hi","print":true}', '""'],
    ['a list for an object', { Output: [] }, 'Output', '{"data":"hi","print":true}', '[]'],
    [
      'a message less',
      { Messages: [] },
      'Messages[0]',
      '{"Target":"a","Tags":[{"name":"x","value":"1"}]}',
      'nothing',
    ],
    ['a message more', { Messages: [...ours.Messages, 1] }, 'Messages[1]', 'nothing', '1'],
    [
      'another tag',
      { Messages: [{ Target: 'a', Tags: [{ name: 'x', value: '2' }] }] },
      'Messages[0].Tags[0].value',
      '"1"',
      '"2"',
    ],
    ['an error', { Error: 'no' }, 'Error', 'nothing', '"no"'],
    ['a spawn', { Spawns: [null] }, 'Spawns[0]', 'nothing', 'null'],
    ['an assignment', { Assignments: ['x'] }, 'Assignments[0]', 'nothing', '"x"'],
    ['other gas', { GasUsed: 1 }, 'GasUsed', '0', '1'],
  ])('differs by %s', (_, change, path, mine, theirs) => {
    expect(compareResults(ours, { ...ours, ...change })).toEqual({
      status: 'differs',
      path,
      ours: mine,
      theirs,
    });
  });

  it.each(['__proto__', 'constructor', 'toString'])('differs by a member of the name %s', (name) => {
    for (const value of ['{}', '1']) {
      const Output = JSON.parse(`{"data":"hi","print":true,"${name}":${value}}`) as Json;
      const more = { status: 'differs', path: `Output.${name}` };
      expect(compareResults(ours, { ...ours, Output })).toEqual({ ...more, ours: 'nothing', theirs: value });
      expect(compareResults({ ...ours, Output }, ours)).toEqual({ ...more, ours: value, theirs: 'nothing' });
    }
  });

  it('tells an object from a list on either side', () => {
    expect(compareResults({ ...ours, Output: [] }, { ...ours, Output: {} })).toMatchObject({
      status: 'differs',
    });
    expect(compareResults({ ...ours, Output: null }, { ...ours, Output: {} })).toMatchObject({
      status: 'differs',
    });
    expect(compareResults({ ...ours, Output: {} }, { ...ours, Output: null })).toMatchObject({
      status: 'differs',
    });
  });
});

describe('an amount of a compute unit', () => {
  it('agrees or differs exactly', () => {
    expect(compareAmounts(2n ** 60n, 2n ** 60n)).toEqual({ status: 'agrees' });
    expect(compareAmounts(2n ** 60n, 2n ** 60n + 1n)).toEqual({
      status: 'differs',
      path: 'amount',
      ours: '1152921504606846976',
      theirs: '1152921504606846977',
    });
  });
});

import { expect, test } from 'vitest';
import { AbortedError, ExitError } from '../instance/moduleErrors.ts';
import { mergeOutput } from './mergeOutput.ts';

const answer = (ok: boolean, response: unknown) =>
  mergeOutput({ kind: 'text', text: JSON.stringify({ ok, response }), gasUsed: 7 });

// The rows are the table of legacynet.md §6.3.
test.each([
  [{}, '{"Messages":[],"Assignments":[],"Spawns":[],"Output":"","GasUsed":7}', 'keep'],
  [{ Output: 5 }, '{"Messages":[],"Assignments":[],"Spawns":[],"Output":"5","GasUsed":7}', 'keep'],
  [
    { Output: null, Messages: null },
    '{"Messages":[],"Assignments":[],"Spawns":[],"Output":"","GasUsed":7}',
    'keep',
  ],
  [
    { Messages: [1], Other: 2 },
    '{"Messages":[1],"Assignments":[],"Spawns":[],"Output":"","GasUsed":7}',
    'keep',
  ],
  [{ Error: '' }, '{"Messages":[],"Assignments":[],"Spawns":[],"Output":"","GasUsed":7,"Error":""}', 'keep'],
  [{ Error: null }, '{"Messages":[],"Assignments":[],"Spawns":[],"Output":"","GasUsed":7}', 'keep'],
  [
    { Error: 'no', Messages: [1] },
    '{"Messages":[1],"Assignments":[],"Spawns":[],"Output":"","GasUsed":7,"Error":"no"}',
    'fresh-instance',
  ],
])('an answer of %j', (response, text, memory) => {
  const merged = answer(true, response);
  expect(JSON.stringify(merged.result)).toBe(text);
  expect(merged.memory).toBe(memory);
});

test.each([
  ['x: not enough memory for buffer allocation'],
  [{ data: { output: 'not enough memory for buffer allocation' } }],
])('an output that says that memory ran out takes memory back', (Output) => {
  expect(answer(true, { Output })).toMatchObject({ memory: 'back', result: { Output } });
});

test.each([
  ['a string', answer(false, 'bad'), '"bad"', 'fresh-instance'],
  ['nothing', answer(false, undefined), undefined, 'back'],
  ['an empty string', answer(false, ''), '""', 'back'],
  ['a trap', mergeOutput({ kind: 'thrown', error: new AbortedError('x') }), '{}', 'fresh-instance'],
  ['text that is no JSON', mergeOutput({ kind: 'text', text: '{', gasUsed: 0 }), '{}', 'fresh-instance'],
  ['no response', answer(true, undefined), '{}', 'fresh-instance'],
  [
    'an exit',
    mergeOutput({ kind: 'thrown', error: new ExitError(3) }),
    '{"name":"ExitStatus","message":"Program terminated with exit(3)","status":3}',
    'fresh-instance',
  ],
])('what is thrown becomes the Error: %s', (_what, merged, error, memory) => {
  expect(JSON.stringify(merged.result.Error)).toBe(error);
  expect(merged.result.GasUsed).toBeUndefined();
  expect(merged.memory).toBe(memory);
});

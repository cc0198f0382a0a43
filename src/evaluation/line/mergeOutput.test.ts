import { expect, test } from 'vitest';
import { AbortedError, ExitError } from '../instance/moduleErrors.ts';
import { assertShallow, mergeOutput } from './mergeOutput.ts';

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

const nested = (levels: number) => `${'[{"a":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`;

// The list, or the result, is the first level.
test.each([
  [
    'an output',
    `{"ok":true,"response":{"Output":${nested(998)}}}`,
    `{"ok":true,"response":{"Output":${nested(1000)}}}`,
  ],
  [
    'a message',
    `{"ok":true,"response":{"Messages":[${nested(998)}]}}`,
    `{"ok":true,"response":{"Messages":[${nested(1000)}]}}`,
  ],
  ['what was thrown', `{"ok":false,"response":${nested(998)}}`, `{"ok":false,"response":${nested(100_000)}}`],
])('%s that nests too deeply is refused, and no other', (_what, text, deeper) => {
  expect(() => assertShallow(text)).not.toThrow();
  expect(() => assertShallow(deeper)).toThrow(expect.objectContaining({ code: 'result-too-deep' }));
});

test.each([
  ['text that is no JSON', '['.repeat(5000)],
  ['brackets in a text', `{"ok":true,"response":{"Output":"${'['.repeat(5000)}"}}`],
  ['many brackets beside each other', `{"ok":true,"response":{"Messages":[${'[],'.repeat(5000)}[]]}}`],
  ['what becomes no part of the result', `{"ok":true,"response":{"Patches":${nested(5000)}}}`],
])('%s is what it is in the reference', (_what, text) => {
  expect(() => assertShallow(text)).not.toThrow();
});

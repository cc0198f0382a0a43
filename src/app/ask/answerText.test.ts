import { expect, it } from 'vitest';
import type { EvaluationResult, Json } from '../../engine/api.ts';
import { answerText } from './answerText.ts';

const result = (changes: Partial<EvaluationResult>): EvaluationResult => ({
  ...{ Messages: [], Assignments: [], Spawns: [], Output: [] },
  ...changes,
});
const balances = (data: string, reference: string): Json => ({
  Target: 'me',
  Anchor: reference.padStart(32, '0'),
  Tags: [
    { name: 'Reference', value: reference },
    { name: 'Action', value: 'Balances' },
  ],
  Data: data,
});

it('is the same for the same answer, whatever came of counters and of the order of tables', () => {
  const before = answerText(result({ Messages: [balances('{"a":"1","b":"2"}', '7')] }));
  expect(before).toBe('Message to me:\nAction: Balances\n{\n  "a": "1"\n  "b": "2"\n}');
  expect(answerText(result({ Messages: [balances('{"b":"2","a":"1"}', '8')] }))).toBe(before);
  expect(answerText(result({ Messages: [balances('{"b":"3","a":"1"}', '8')] }))).not.toBe(before);
});

it.each([
  ['a text', { data: 'x\ny', prompt: 'p', print: true }],
  ['what older builds answer', { data: { output: 'x\ny', prompt: 'p' } }],
  ['a bare text', 'x\ny'],
])('has what was printed: %s', (_, Output) => {
  expect(answerText(result({ Output }))).toBe('x\ny');
});

it('tells of an error, and of what is no message of aos’s form', () => {
  expect(answerText(result({ Error: 'no' }))).toBe('Error:\nno');
  expect(answerText(result({ Messages: [7, { Tags: 'none' }] }))).toBe(
    'Message:\n7\nMessage:\n{\n  "Tags": "none"\n}',
  );
  expect(answerText(result({ Output: { data: '', prompt: 'p' } }))).toBe('');
  expect(answerText(null)).toBe('');
});

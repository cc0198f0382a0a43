import { describe, expect, it } from 'vitest';
import { nobody, questionOf, readTags } from './question.ts';

describe('tags, one a line', () => {
  it('have a name up to the first colon, and a value', () => {
    expect(readTags(' Recipient : abc \n\nTime: 10:30\nX-Empty:\r\n')).toEqual({
      kind: 'tags',
      tags: [
        { name: 'Recipient', value: 'abc' },
        { name: 'Time', value: '10:30' },
        { name: 'X-Empty', value: '' },
      ],
    });
  });

  it.each(['Recipient', ': value', 'A: 1\n  no colon '])('%j has a line that is none', (text) => {
    expect(readTags(text)).toEqual({ kind: 'wrong-tag', line: text.split('\n').at(-1)?.trim() });
  });
});

describe('a question', () => {
  it('is what the link says, from nobody where it names nobody', () => {
    expect(questionOf('process', { action: 'Balance', tags: 'Recipient: abc' })).toEqual({
      kind: 'message',
      message: {
        Id: nobody,
        Target: 'process',
        Owner: nobody,
        Tags: [
          { name: 'Action', value: 'Balance' },
          { name: 'Recipient', value: 'abc' },
        ],
        Data: '',
      },
    });
    expect(questionOf('process', { data: 'Balances', as: 'owner' })).toMatchObject({
      message: { Owner: 'owner', Tags: [], Data: 'Balances' },
    });
  });

  it('is none without action, tags and data', () => {
    expect(questionOf('process', { as: 'owner', tags: ' \n' })).toEqual({ kind: 'nothing' });
  });

  it('is wrong where a tag is', () => {
    expect(questionOf('process', { action: 'Info', tags: 'no colon' })).toMatchObject({ kind: 'wrong-tag' });
  });
});

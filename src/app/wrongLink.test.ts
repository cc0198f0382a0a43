import { describe, expect, it } from 'vitest';
import { wrongInLink } from './wrongLink.ts';

describe('a value in a link that is wrong', () => {
  const mistyped = `${'I'.repeat(42)}B`;

  it.each(['process', 'wallet'] as const)('says of a %s that one character of it must be wrong', (what) => {
    expect(wrongInLink(what, mistyped).message).toContain('no id ends in "B": a character is wrong');
  });

  it('says nothing of ids where none was asked for', () => {
    expect(wrongInLink('tag', mistyped).message).toMatch(/is not written as Name: value\.$/);
  });

  it('cuts what is long', () => {
    const { message, details } = wrongInLink('process', 'x'.repeat(5000));
    expect(message).toBe(`The process "${'x'.repeat(60)}…" is not 43 characters of base64url.`);
    expect(details).toEqual({ what: 'process', length: 5000 });
  });
});

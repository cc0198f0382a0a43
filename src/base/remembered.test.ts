import { describe, expect, it } from 'vitest';
import { rememberedFor, rememberedTexts } from './remembered.ts';

describe('rememberedFor', () => {
  it('makes a value once an object, an undefined one too', () => {
    const made: object[] = [];
    const remembered = rememberedFor((key: object) => {
      made.push(key);
      return undefined;
    });
    const [a, b] = [{}, {}];
    for (const key of [a, b, a, b]) expect(remembered(key)).toBeUndefined();
    expect(made).toEqual([a, b]);
    expect(made[0]).toBe(a);
  });
});

describe('rememberedTexts', () => {
  it('lets the one go that was asked for longest ago', () => {
    const made: string[] = [];
    const remembered = rememberedTexts(2, (text) => {
      made.push(text);
      return text.length;
    });
    expect(['a', 'bb', 'a', 'ccc', 'a', 'bb'].map(remembered)).toEqual([1, 2, 1, 3, 1, 2]);
    expect(made).toEqual(['a', 'bb', 'ccc', 'bb']);
  });

  it('does not remember what could not be made', () => {
    let calls = 0;
    const remembered = rememberedTexts(2, () => {
      calls += 1;
      throw new RangeError('never');
    });
    expect(() => remembered('a')).toThrow('never');
    expect(() => remembered('a')).toThrow('never');
    expect(calls).toBe(2);
  });
});

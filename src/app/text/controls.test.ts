import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksBinary, splitControls } from './controls.ts';

describe('splitControls', () => {
  it('names a right-to-left override', () => {
    expect(splitControls('pay\u202e001')).toEqual([
      { kind: 'text', text: 'pay' },
      { kind: 'control', code: 'U+202E', name: 'right-to-left override' },
      { kind: 'text', text: '001' },
    ]);
  });

  it('leaves tabs, line breaks, letters of every script and joined emoji alone', () => {
    const text = 'a\tb\nc שלום 你好 👩‍🚀';
    expect(splitControls(text)).toEqual([{ kind: 'text', text }]);
  });

  it('drops the carriage return of a CR LF pair only', () => {
    expect(splitControls('a\r\nb')).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'text', text: '\nb' },
    ]);
    expect(splitControls('a\rb')).toContainEqual({
      kind: 'control',
      code: 'U+000D',
      name: 'carriage return',
    });
  });

  it('shows a joiner that joins nothing', () => {
    expect(splitControls('a\u200db')).toContainEqual({
      kind: 'control',
      code: 'U+200D',
      name: 'zero width joiner',
    });
  });

  it('never lets a bidirectional control through as text', () => {
    const characters = fc.constantFrom(
      ...'\u202a\u202b\u202d\u202e\u2066\u2067\u2069\u200d\ufe0f\r\n',
      'a',
      'ש',
      '👩',
      '🚀',
    );
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 12 }), (parts) => {
        const shown = splitControls(parts.join('')).flatMap((piece) =>
          piece.kind === 'text' ? piece.text : [],
        );
        expect(shown.join('')).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });
});

it('tells text from bytes', () => {
  expect(looksBinary('hello')).toBe(false);
  expect(looksBinary('\u001b[32mok\u001b[0m')).toBe(false);
  expect(looksBinary('\u0000asm\u0001\u0000\u0000\u0000')).toBe(true);
  expect(looksBinary('\ufffd\ufffdPNG')).toBe(true);
  expect(looksBinary('')).toBe(false);
});

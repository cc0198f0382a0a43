import { expect, it } from 'vitest';
import { hexLines } from './hex.ts';

it('writes sixteen bytes a line', () => {
  const bytes = Uint8Array.from({ length: 18 }, (_, index) => index + 0x38);
  expect(hexLines(bytes)).toEqual([
    {
      offset: '00000000',
      bytes: '38 39 3a 3b 3c 3d 3e 3f  40 41 42 43 44 45 46 47',
      characters: '89:;<=>?@ABCDEFG',
    },
    { offset: '00000010', bytes: '48 49', characters: 'HI' },
  ]);
  expect(hexLines(Uint8Array.of(0, 127, 255))[0]?.characters).toBe('···');
  expect(hexLines(new Uint8Array())).toEqual([]);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTraits } from '../formats.ts';
import { createMemory } from '../rewriting/sharing/shareMemory.ts';
import { memoryCopy } from './memoryCopy.ts';

const memoryBytes = 65_536;
/** Of the same pointer widths as their names say. */
const formats = ['wasm32-unknown-emscripten4', 'wasm64-unknown-emscripten-draft_2024_02_15'] as const;

const anywhere = fc.oneof(
  fc.integer({ min: 0, max: memoryBytes }),
  fc.integer({ min: memoryBytes - 4, max: memoryBytes + 4 }),
  fc.integer({ min: 0, max: 0xffff_ffff }),
);

describe.each(formats)('the copy of a module of %s', (format) => {
  const traits = formatTraits[format];
  const wide = traits.pointerBytes === 8;

  function open() {
    const shared = createMemory({ initial: 1, maximum: 2, wide });
    const bytes = new Uint8Array(shared.buffer);
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = (index * 31) % 251;
    const askedOutside: unknown[][] = [];
    const copy = memoryCopy({ shared, wide }, traits, (...range) => {
      askedOutside.push(range.map(Number));
    });
    const pointer = (value: number) => (wide ? BigInt(value) : value);
    return {
      bytes,
      askedOutside,
      copy: (...range: readonly number[]) => copy(...range.map(pointer)),
    };
  }

  it('does what a typed array does, and leaves to the host what lies beyond memory', () => {
    const { bytes, askedOutside, copy } = open();
    const property = fc.property(anywhere, anywhere, anywhere, (target, source, count) => {
      const expected = bytes.slice();
      const lies = target + count <= memoryBytes && source + count <= memoryBytes && count > 0;
      if (lies) expected.copyWithin(target, source, source + count);
      askedOutside.length = 0;
      copy(target, source, count);
      expect(Buffer.compare(bytes, expected)).toBe(0);
      expect(askedOutside.map((range) => range.map((value) => Number(value) >>> 0))).toEqual(
        lies ? [] : [[target, source, count]],
      );
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('is the host’s where pointers are wider than addresses', () => {
    const shared = createMemory({ initial: 1, maximum: 2, wide: !wide });
    const outside = () => undefined;
    expect(memoryCopy({ shared, wide: !wide }, traits, outside)).toBe(outside);
  });
});

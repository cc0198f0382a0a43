import { expect, it } from 'vitest';
import { createMemoryRecords } from './memoryRecords.ts';
import { createSeal, type SealedParts } from './seal.ts';

const seal = createSeal(createMemoryRecords());
const parts: SealedParts = ['results', 'owner', 3, 5, ['{"a":1}', '', '"ä\n😀"']];

it('holds for the parts that it was made of', async () => {
  const code = await seal.make(parts);
  expect(await seal.holds(structuredClone(parts), code)).toBe(true);
});

it('does not hold for any others, however alike they are', async () => {
  const code = await seal.make(parts);
  const others: readonly SealedParts[] = [
    ['results', 'owner', 3, 6, ['{"a":1}', '', '"ä\n😀"']],
    ['results', 'owner', 3, 5, ['{"a":2}', '', '"ä\n😀"']],
    // The same characters, divided otherwise.
    ['results', 'owner', 3, 5, ['{"a":1}', '"ä\n😀"', '']],
    ['results', 'owner', 3, 5, ['{"a":', '1}', '"ä\n😀"']],
    ['results', 'owner', 3, 5, ['{"a":1}', '', '"ä', '😀"']],
    ['results', 'owner', 3, 5, ['{"a":1}', '', '"ä'], ['😀"']],
    ['results', 'owner', 3, 5, ['{"a":1}', '\n"ä', '😀"']],
    ['results', 'owner', 3, 5, [7, 0, 5] as unknown as readonly string[]],
    ['results', 'owner', 3, 5, '[7,0,5]'],
    ['results', 'owner', 3, 5],
    ['results', 'owner\n', 3, 5, ['{"a":1}', '', '"ä\n😀"']],
  ];
  for (const other of others) expect(await seal.holds(other, code), JSON.stringify(other)).toBe(false);
});

it('holds for nothing where it is no seal', async () => {
  for (const code of [undefined, 7, '', 'not base64url!', 'AAAA'])
    expect(await seal.holds(parts, code)).toBe(false);
});

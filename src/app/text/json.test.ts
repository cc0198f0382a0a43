import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type JsonNode, parseJson } from './json.ts';

function toValue(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.entries.map((entry) => [entry.key, toValue(entry.value)]));
    case 'array':
      return node.items.map(toValue);
    case 'string':
      return node.value;
    case 'number':
      return Number(node.literal);
    case 'word':
      return JSON.parse(node.word);
  }
}

it('reads what JSON.parse reads, spaced or not', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const node = parseJson(text);
      expect(node).toBeDefined();
      if (node !== undefined) expect(JSON.stringify(toValue(node))).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

it('refuses what JSON.parse refuses', () => {
  const characters = fc.constantFrom(...'{}[]",:0-1e. \\ntrue\u0001');
  fc.assert(
    fc.property(fc.array(characters, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      let accepted = true;
      try {
        JSON.parse(text);
      } catch {
        accepted = false;
      }
      expect(parseJson(text) !== undefined).toBe(accepted);
    }),
    { numRuns: 3_000 },
  );
});

it('keeps numbers that a double cannot hold', () => {
  expect(parseJson('[1000000000000000000001, 1.10]')).toEqual({
    kind: 'array',
    items: [
      { kind: 'number', literal: '1000000000000000000001' },
      { kind: 'number', literal: '1.10' },
    ],
  });
});

it('keeps repeated keys', () => {
  const node = parseJson('{"a":1,"a":2}');
  expect(node?.kind === 'object' && node.entries.map((entry) => entry.key)).toEqual(['a', 'a']);
});

it('gives up on a nest that is there to break the stack', () => {
  expect(parseJson('['.repeat(100_000))).toBeUndefined();
  expect(parseJson('['.repeat(150) + ']'.repeat(150))).toBeDefined();
});

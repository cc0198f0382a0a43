import type { JsonNode } from './json.ts';

const step = '  ';

/** A JSON text with a line for each value and its keys sorted, for comparing: Lua walks the same table in another order each time. */
export function jsonLines(node: JsonNode, indent = '', label = ''): readonly string[] {
  const begin = `${indent}${label}`;
  const inner = `${indent}${step}`;
  switch (node.kind) {
    case 'object': {
      if (node.entries.length === 0) return [`${begin}{}`];
      const entries = [...node.entries].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
      const lines = entries.flatMap(({ key, value }) => jsonLines(value, inner, `${JSON.stringify(key)}: `));
      return [`${begin}{`, ...lines, `${indent}}`];
    }
    case 'array':
      if (node.items.length === 0) return [`${begin}[]`];
      return [`${begin}[`, ...node.items.flatMap((item) => jsonLines(item, inner)), `${indent}]`];
    case 'string':
      return [`${begin}${JSON.stringify(node.value)}`];
    case 'number':
      return [`${begin}${node.literal}`];
    case 'word':
      return [`${begin}${node.word}`];
  }
}

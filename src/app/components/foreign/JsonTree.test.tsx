import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { parseJson } from '../../text/json.ts';
import { JsonTree } from './JsonTree.tsx';

function draw(text: string): string {
  const node = parseJson(text);
  if (node === undefined) throw new Error('That is no JSON.');
  return renderToStaticMarkup(<JsonTree node={node} />);
}

it('draws what is open, and of what is closed only how much it holds', () => {
  const drawn = draw('{"a":[[7,8],{"deep":9}]}');
  expect(drawn.match(/json-branch/g)).toHaveLength(4);
  expect(drawn).toContain('[ ] 2');
  expect(drawn).not.toContain('deep');
});

it('does not draw the millions of values that a few characters each can stand for', () => {
  const nested = (inside: string) => `[${Array(100).fill(inside).join(',')}]`;
  const leaves = nested(nested(nested('0')));
  expect(leaves.length).toBeGreaterThan(2_000_000);
  expect(draw(leaves).match(/json-(leaf|branch)/g)?.length).toBeLessThan(20_000);
});

it('draws the beginning of a text or a name without end', () => {
  const endless = '\u200b'.repeat(500_000);
  const drawn = draw(JSON.stringify({ [endless]: endless }));
  expect(drawn.match(/control-character/g)?.length).toBeLessThan(20_000);
  expect(drawn.match(/Show more/g)).toHaveLength(2);
});

import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { Json } from '../../engine/api.ts';
import { TagsTable } from '../components/foreign/TagsTable.tsx';
import { MessageResult } from './MessageResult.tsx';

function draw(messages: readonly Json[]): string {
  const result = { Messages: messages, Assignments: [], Spawns: [], Output: '' };
  return renderToStaticMarkup(<MessageResult result={result} />);
}

const tag = (value: string) => ({ name: 'Action', value });

it('draws the beginning of an outbox without end, and of each message what it is called', () => {
  const drawn = draw(Array.from({ length: 20_000 }, () => ({ Tags: [tag('Say')], Data: 'within' })));
  expect(drawn.match(/outbox-item/g)).toHaveLength(100);
  expect(drawn).toContain('Show more (19,900 left)');
  expect(drawn).not.toContain('within');
});

it('draws the beginning of endless tags, and of an endless tag', () => {
  const endless = '\u200b'.repeat(100_000);
  expect(draw([{ Tags: [tag(endless)] }]).match(/control-character/g)).toHaveLength(200);
  const tags = [tag(endless), ...Array.from({ length: 5000 }, () => tag('x'))];
  const drawn = renderToStaticMarkup(<TagsTable tags={tags} caption="Tags" />);
  expect(drawn.match(/scope="row"/g)).toHaveLength(200);
  expect(drawn.match(/control-character/g)).toHaveLength(8000);
});

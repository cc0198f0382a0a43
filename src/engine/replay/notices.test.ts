import { expect, it } from 'vitest';
import { createNotices } from './notices.ts';

function collected() {
  const seen: (readonly string[])[] = [];
  return { seen, notices: createNotices((progress) => seen.push(progress.notices)) };
}

it('tells each sentence once, with those before it', () => {
  const { seen, notices } = collected();
  for (const sentence of ['a', 'b', 'a']) notices.tell(sentence);
  expect(seen).toEqual([['a'], ['a', 'b']]);
});

it('takes back what stood in the way of saving when it does not any more', () => {
  const { seen, notices } = collected();
  notices.tellSaving(undefined);
  notices.tellSaving('No room.');
  notices.tellSaving('No room.');
  notices.tell('a');
  notices.tellSaving('Checkpoint 5 has nothing to build on.');
  notices.tellSaving(undefined);
  expect(seen).toEqual([
    ['No room.'],
    ['a', 'No room.'],
    ['a', 'Checkpoint 5 has nothing to build on.'],
    ['a'],
  ]);
});

it('holds no more than anybody would read', () => {
  const { seen, notices } = collected();
  for (let nonce = 0; nonce < 1000; nonce += 1) notices.tell(`At nonce ${nonce}.`);
  expect(seen.at(-1)).toHaveLength(20);
  expect(seen.at(-1)?.at(-1)).toBe('At nonce 999.');
});

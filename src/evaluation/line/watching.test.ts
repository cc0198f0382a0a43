import { expect, test } from 'vitest';
import { assemble } from '../testing/memoryModule.ts';
import { Watching } from './watching.ts';

const exact = await WebAssembly.compile(assemble([]));

test('what cannot be made is told with its reason, and nothing is watched', async () => {
  const watching = new Watching({ exact }, () => Promise.reject(new RangeError('There is no room.')));
  expect(watching.state).toEqual({ kind: 'none' });
  expect(await watching.isPossible()).toBe(false);
  expect(watching.state).toEqual({ kind: 'failed', reason: 'There is no room.' });
});

test('a module that has no way to be watched is no failure', async () => {
  const watching = new Watching({ exact }, undefined);
  expect(await watching.isPossible()).toBe(false);
  expect(watching.state).toEqual({ kind: 'none' });
});

test('messages that were watched are counted', async () => {
  const watching = new Watching({ exact }, () => Promise.resolve(exact));
  expect(await watching.isPossible()).toBe(true);
  expect(watching.state).toEqual({ kind: 'none' });
  watching.noteMessage();
  watching.noteMessage();
  expect(watching.state).toEqual({ kind: 'watched', messageCount: 2 });
});

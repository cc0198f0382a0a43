import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTurns, type Turn } from './turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Takes a turn, and tells whether it has it. */
async function ask(turn: Turn, options = {}) {
  const asked = { has: false };
  const taken = turn.take(options).then(() => {
    asked.has = true;
  });
  taken.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(0);
  return Object.assign(asked, { taken });
}

it('as many evaluate at once as there are cores, and the others in the order in which they came', async () => {
  const turns = createTurns(2);
  const [a, b, c, d] = [turns.join(), turns.join(), turns.join(), turns.join()];
  expect([(await ask(a)).has, (await ask(b)).has]).toEqual([true, true]);
  expect(a.isWanted).toBe(false);
  const third = await ask(c);
  const fourth = await ask(d);
  expect([third.has, fourth.has, a.isWanted]).toEqual([false, false, true]);
  b.give();
  const again = await ask(b);
  expect([third.has, fourth.has, again.has]).toEqual([true, false, false]);
  a.give();
  await vi.advanceTimersByTimeAsync(0);
  expect([fourth.has, again.has]).toEqual([true, false]);
});

it('whoever has a turn keeps it, and gives it back once', async () => {
  const turns = createTurns(1);
  const [a, b, c] = [turns.join(), turns.join(), turns.join()];
  await a.take();
  expect((await ask(a)).has).toBe(true);
  const second = await ask(b);
  const third = await ask(c);
  a.give();
  a.give();
  await vi.advanceTimersByTimeAsync(0);
  expect([second.has, third.has]).toEqual([true, false]);
});

it('nobody starves behind a message that does not end', async () => {
  const turns = createTurns(1);
  const [endless, b, c] = [turns.join(), turns.join(), turns.join()];
  await endless.take();
  const second = await ask(b);
  await vi.advanceTimersByTimeAsync(999);
  expect(second.has).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(second.has).toBe(true);
  // One more evaluates than there are cores, until one of them is done.
  b.give();
  expect((await ask(c)).has).toBe(false);
});

it('a turn counts once, however long it is kept', async () => {
  const turns = createTurns(1);
  const [a, b] = [turns.join(), turns.join()];
  await a.take();
  await vi.advanceTimersByTimeAsync(5000);
  a.give();
  expect((await ask(b)).has).toBe(true);
});

it('whoever is stopped before it asks takes nobody’s turn', async () => {
  const turns = createTurns(1);
  const [a, b] = [turns.join(), turns.join()];
  await expect(a.take({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  expect((await ask(b)).has).toBe(true);
});

it('whoever is stopped while it waits is passed over', async () => {
  const turns = createTurns(1);
  const [a, b, c] = [turns.join(), turns.join(), turns.join()];
  await a.take();
  const stop = new AbortController();
  const second = await ask(b, { signal: stop.signal });
  const third = await ask(c);
  stop.abort(new DOMException('Stopped.', 'AbortError'));
  await expect(second.taken).rejects.toMatchObject({ name: 'AbortError' });
  a.give();
  await vi.advanceTimersByTimeAsync(0);
  expect(third.has).toBe(true);
  // Nor does it come in later, when its patience would have ended.
  await vi.advanceTimersByTimeAsync(2000);
  c.give();
  expect((await ask(a)).has).toBe(true);
});

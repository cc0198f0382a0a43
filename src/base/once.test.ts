import { expect, it, vi } from 'vitest';
import { once, onceLoaded } from './once.ts';

const failsFirst = () => vi.fn(async () => 'loaded').mockRejectedValueOnce(new Error('not now'));

it.each([once, onceLoaded])('asks once for what many wait for', async (kind) => {
  const make = vi.fn(async () => ({}));
  const ask = kind(make);
  const [first, second] = await Promise.all([ask(), ask()]);
  expect(first).toBe(second);
  expect(await ask()).toBe(first);
  expect(make).toHaveBeenCalledOnce();
});

it('stays with a failure, or tries again', async () => {
  const kept = once(failsFirst());
  await expect(kept()).rejects.toThrow('not now');
  await expect(kept()).rejects.toThrow('not now');
  const tried = onceLoaded(failsFirst());
  await expect(Promise.all([tried(), tried()])).rejects.toThrow('not now');
  await expect(tried()).resolves.toBe('loaded');
});

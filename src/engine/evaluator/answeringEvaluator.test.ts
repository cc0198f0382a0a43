import { afterEach, expect, it, vi } from 'vitest';
import type { Evaluator } from '../../evaluation/evaluator.ts';
import { answeringEvaluator } from './answeringEvaluator.ts';

const never = () => new Promise<never>(() => undefined);
const silent = (close: () => void) =>
  ({ capture: never, hashMemory: never, status: never, close }) as unknown as Evaluator;

afterEach(() => void vi.useRealTimers());

it.each(['capture', 'hashMemory', 'status'] as const)(
  'a thread that falls silent is ended where it is asked for %s, and no sooner',
  async (question) => {
    vi.useFakeTimers();
    const close = vi.fn();
    const asking = answeringEvaluator(silent(close), 7000)[question]();
    const outcome = asking.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(6999);
    expect(close).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toMatchObject({ layer: 'thread', code: 'not-answering' });
    expect(close).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  },
);

it('one that answers leaves no timer behind', async () => {
  vi.useFakeTimers();
  const close = vi.fn();
  const hashMemory = () => Promise.resolve('00');
  const evaluator = answeringEvaluator({ ...silent(close), hashMemory }, 7000);
  expect(await evaluator.hashMemory()).toBe('00');
  expect(vi.getTimerCount()).toBe(0);
});

import { environmentManager, QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { storageQuery } from './queries.ts';
import { createScriptedEngine } from './testing/scriptedEngine.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  // A server looks at nothing twice.
  environmentManager.setIsServer(() => false);
});
afterEach(() => void vi.useRealTimers());

it('what is kept is looked at often while something is evaluated, and seldom while nothing is', async () => {
  const engine = createScriptedEngine();
  const readStorage = vi.spyOn(engine, 'readStorage');
  let isWorking = true;
  const observer = new QueryObserver(
    new QueryClient(),
    storageQuery(engine, () => isWorking),
  );
  const stop = observer.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(59_000);
  const whileWorking = readStorage.mock.calls.length;
  expect(whileWorking).toBeGreaterThan(15);
  isWorking = false;
  await vi.advanceTimersByTimeAsync(60_000);
  const atRest = readStorage.mock.calls.length - whileWorking;
  expect(atRest).toBeGreaterThan(3);
  expect(atRest).toBeLessThan(9);
  stop();
});

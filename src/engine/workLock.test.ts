import { describe, expect, it } from 'vitest';
import { demoNetwork } from '../devnet/network.ts';
import { demoProcesses } from '../devnet/processes.ts';
import { createMemoryStore } from '../storage/memoryStore.ts';
import type { JobRequest } from './api.ts';
import { demoDevnet, demoEngine, runJob } from './testing/demoEngine.ts';
import { createWorkLock, workLockName } from './workLock.ts';

/** Grants everything, later than it is asked for, and knows what is held. */
function grantingLocks() {
  const held: string[] = [];
  const request = async (name: string, ...rest: readonly unknown[]) => {
    const work = rest.at(-1) as (lock: unknown) => unknown;
    await Promise.resolve();
    held.push(name);
    try {
      return await work({ name });
    } finally {
      held.splice(held.indexOf(name), 1);
    }
  };
  return { held, locks: { request } as unknown as LockManager };
}

const later = () => new Promise((resolve) => setTimeout(resolve));

describe('the lock of a tab that works', () => {
  it('is held as long as the work goes on, and no longer, however it ends', async () => {
    const { held, locks } = grantingLocks();
    const working = createWorkLock(locks);
    let fail: (error: Error) => void = () => undefined;
    const first = working(() => later());
    const second = working(() => new Promise((_, reject) => (fail = reject)));
    await later();
    await first;
    await later();
    expect(held).toEqual([workLockName]);
    fail(new Error('It went wrong.'));
    await expect(second).rejects.toThrow('It went wrong.');
    await later();
    expect(held).toEqual([]);
  });

  it('stands in the way of no work', async () => {
    const denied = { request: () => Promise.reject(new DOMException('No.', 'SecurityError')) };
    expect(await createWorkLock(denied)(async () => 1)).toBe(1);
    expect(await createWorkLock(undefined)(async () => 2)).toBe(2);
    // Another may hold it alone, for ever.
    const never = { request: () => new Promise<never>(() => undefined) };
    expect(await createWorkLock(never)(async () => 3)).toBe(3);
  });
});

const place = { network: { ...demoNetwork, computeUnits: [] }, processId: demoProcesses[1].id };
const jobs: readonly JobRequest[] = [
  { kind: 'replay', ...place, toNonce: 1 },
  { kind: 'segments', ...place },
  { kind: 'compare', ...place, network: demoNetwork, toNonce: 1, question: { kind: 'result' } },
];

it.each(jobs)('is held by a job of the kind $kind, also while it holds no line', async (request) => {
  const { held, locks } = grantingLocks();
  const store = createMemoryStore();
  await runJob(demoEngine(store), { kind: 'replay', ...place, toNonce: 1 });
  const seen: string[] = [];
  const engine = demoEngine(
    {
      ...store,
      loadDocument: async (...given) => {
        await later();
        seen.push(...held);
        return store.loadDocument(...given);
      },
    },
    { locks, fetch: demoDevnet },
  );
  const { state, error } = await runJob(engine, request);
  expect(error).toBeNull();
  expect(state).toBe('done');
  expect(seen[0]).toBe(workLockName);
  await later();
  expect(held).toEqual([]);
});

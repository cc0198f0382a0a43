import { expect, it } from 'vitest';
import type { FetchedEntry } from '../../sources/schedulePages.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { ScheduleVerifier } from '../../verification/schedule.ts';
import { verifiedSchedule } from './verifiedSchedule.ts';

/** Believes everything. */
const verifier = {
  position: undefined,
  verify: async (entries: readonly unknown[]) => ({
    messages: entries,
    findings: entries.map(() => ({ tallies: [], position: {} })),
  }),
} as unknown as ScheduleVerifier;

function unitOf(pageCount: number): SchedulerUnit {
  return {
    url: 'https://unit.example',
    async *fetchPages() {
      for (let nonce = 0; nonce < pageCount; nonce += 1) {
        yield { entries: [{ entry: { assignment: { nonce } }, node: {} } as unknown as FetchedEntry] };
      }
    },
  } as unknown as SchedulerUnit;
}

it('waits for a disk that is slower than evaluation, instead of holding all that it has not written', async () => {
  const waiting: (() => void)[] = [];
  const store = {
    ...createMemoryStore(),
    saveSchedule: () => new Promise<void>((resolve) => waiting.push(resolve)),
  };
  const stop = new AbortController();
  const schedule = verifiedSchedule({
    ...{ processId: 'process', after: undefined, toNonce: undefined, store, unit: unitOf(100) },
    ...{ signal: stop.signal, verifierFrom: () => verifier },
    prefetch: () => Promise.resolve(),
    onStorageProblem: () => undefined,
  });
  let readCount = 0;
  const reading = (async () => {
    for await (const batch of schedule) readCount += batch.length;
  })();
  const later = () => new Promise((resolve) => setTimeout(resolve, 10));
  await later();
  const [saving, read] = [waiting.length, readCount];
  expect(saving).toBeLessThan(10);
  waiting[0]?.();
  waiting[1]?.();
  await later();
  expect([waiting.length, readCount]).toEqual([saving + 2, read + 2]);
  // Whoever wants to stop is not kept waiting by the disk.
  stop.abort();
  await expect(reading).rejects.toThrow('aborted');
});

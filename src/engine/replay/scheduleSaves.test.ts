import { expect, it, vi } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import { demoEngine, runJob } from '../testing/demoEngine.ts';

it('are waited for before a job ends: what was fetched for it is then kept', async () => {
  const processId = demoProcesses[1].id;
  const memory = createMemoryStore();
  let write = () => {};
  const written = new Promise<void>((resolve) => {
    write = resolve;
  });
  let checkpoints = 0;
  const store: Store = {
    ...memory,
    async saveSchedule(...given) {
      await written;
      await memory.saveSchedule(...given);
    },
    async saveCheckpoint(...given) {
      const info = await memory.saveCheckpoint(...given);
      checkpoints += 1;
      return info;
    },
  };
  let isDone = false;
  const network = { ...demoNetwork, computeUnits: [] };
  const job = runJob(demoEngine(store), { kind: 'replay', network, processId, toNonce: 8 }).finally(() => {
    isDone = true;
  });
  await vi.waitFor(() => expect(checkpoints).toBeGreaterThan(0), { timeout: 60_000 });
  // All else that a job does at its end.
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve));
  expect(isDone).toBe(false);
  write();
  expect((await job).state).toBe('done');
  const kept = await memory.loadSchedule(processId, { fromNonce: 0, toNonce: 100 });
  expect(kept.map(({ nonce }) => nonce)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

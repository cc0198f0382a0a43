import { expect, it } from 'vitest';
import { demoNetwork } from '../devnet/network.ts';
import { demoProcesses } from '../devnet/processes.ts';
import { createMemoryStore } from '../storage/memoryStore.ts';
import { demoEngine, watchJob } from './testing/demoEngine.ts';

const network = { ...demoNetwork, computeUnits: [] };

it('a clock that is set back while a process is evaluated changes neither how long it took nor how fast it was', async () => {
  let wallMs = Date.UTC(2026, 10, 22);
  const engine = demoEngine(createMemoryStore(), {
    nowMs: () => {
      wallMs -= 60_000;
      return wallMs;
    },
  });
  const { seen, last } = await watchJob(engine, {
    kind: 'replay',
    network,
    processId: demoProcesses[2].id,
    toNonce: 20,
  });
  expect(last).toMatchObject({ state: 'done', answer: { nonce: 20, level: 'evaluated' } });
  expect(last.progress.elapsedMs).toBeGreaterThan(0);
  expect(last.progress.messagesPerSecond).toBeGreaterThan(0);
  for (const { progress } of seen) expect(progress.elapsedMs).toBeGreaterThanOrEqual(0);
});

import { expect, it } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import type { Evaluator } from '../../evaluation/evaluator.ts';
import { openLocalEvaluator } from '../../evaluation/localEvaluator.ts';
import { createCheckpointWriter } from '../../storage/checkpoints/checkpointWriter.ts';
import { hashLine } from '../../storage/line.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { changedEvaluator } from '../testing/changedEvaluator.ts';
import { demoEngine, runJob } from '../testing/demoEngine.ts';

const [{ id: processId }] = demoProcesses;
const checkpointCount = 100;
const messagesApart = 3;

/** Issue: increments of an aos token of at most 0.2 MB, a hundred checkpoints of it in at most 15 MB. */
it('a hundred checkpoints of an aos token take as little as what changed', async () => {
  const store = createMemoryStore();
  const lineId = await hashLine({ processId, moduleId: 'module', profileJson: '{}' });
  const writer = createCheckpointWriter(store, lineId, null);
  const addedBytes: number[] = [];
  let evaluatedCount = 0;
  let memoryBytes = 0;

  async function save(evaluator: Evaluator): Promise<void> {
    const captured = await evaluator.capture();
    memoryBytes = captured.memoryBytes;
    const info = await writer.save({
      ...captured,
      nonce: evaluatedCount,
      ...{ assignmentId: 'a', hashChain: 'h', timestampMs: 0, blockHeight: 0, ledgerJson: '{}' },
      // So far apart that none is thinned.
      evaluationMs: evaluatedCount * 10_000,
    });
    addedBytes.push(info.addedBytes);
  }

  const engine = demoEngine(store, {
    openEvaluator: async (options) => {
      const inner = await openLocalEvaluator(options);
      return changedEvaluator(inner, {
        evaluate: async (messages, evaluateOptions) => {
          const evaluated = [];
          for (const message of messages) {
            evaluated.push(...(await inner.evaluate([message], evaluateOptions)));
            evaluatedCount += 1;
            if (evaluatedCount % messagesApart === 0) await save(inner);
          }
          return evaluated;
        },
      });
    },
    watchdogMs: 240_000,
  });
  const network = { ...demoNetwork, computeUnits: [] };
  const toNonce = checkpointCount * messagesApart - 1;
  await runJob(engine, { kind: 'replay', network, processId, toNonce, fromNothing: true });

  const [first = 0, ...increments] = addedBytes;
  const [kept] = await store.listProcesses();
  const size = { first, largest: Math.max(...increments), all: kept?.storedBytes ?? 0 };
  console.info(`${addedBytes.length} checkpoints of ${memoryBytes} bytes of memory:`, JSON.stringify(size));
  expect(addedBytes).toHaveLength(checkpointCount);
  expect(kept?.checkpointCount).toBe(checkpointCount);
  expect(memoryBytes).toBeGreaterThan(100_000_000);
  expect(size.largest).toBeLessThanOrEqual(200_000);
  expect(size.all).toBeLessThanOrEqual(15_000_000);
});

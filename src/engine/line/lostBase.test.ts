import { expect, it } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import type { LineId } from '../../storage/line.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import { changedEvaluator } from '../testing/changedEvaluator.ts';
import { demoEngine, runJob } from '../testing/demoEngine.ts';
import { idleEvaluator, idleResult } from '../testing/idleEvaluator.ts';

/** A second each, so that the line is saved on its way. */
const slowEvaluator = changedEvaluator(idleEvaluator, {
  evaluate: async (messages) => messages.map(() => ({ result: idleResult, handleMs: 1000 })),
});
const toNonce = 20;
const replay = {
  ...({ kind: 'replay', toNonce, processId: demoProcesses[0].id } as const),
  network: { ...demoNetwork, computeUnits: [] },
};

it('a line is saved although what its very last checkpoint builds on is deleted right before', async () => {
  const kept = createMemoryStore();
  let lost: LineId | undefined;
  let builtOn: number | null = null;
  const store: Store = {
    ...kept,
    async saveCheckpoint(lineId, checkpoint) {
      if (checkpoint.nonce === toNonce && lost === undefined) {
        lost = lineId;
        builtOn = checkpoint.previousNonce;
        await kept.deleteLine(lineId);
      }
      return kept.saveCheckpoint(lineId, checkpoint);
    },
  };
  const captures: (boolean | undefined)[] = [];
  const evaluator = changedEvaluator(slowEvaluator, {
    capture: (options) => {
      captures.push(options?.whole);
      return slowEvaluator.capture(options);
    },
  });
  const engine = demoEngine(store, { openEvaluator: async () => evaluator });
  const snapshot = await runJob(engine, replay);
  expect(builtOn).toBeTypeOf('number');
  expect(snapshot).toMatchObject({ state: 'done', progress: { savedNonce: toNonce, notices: [] } });
  expect(captures.at(-1)).toBe(true);
  expect((await kept.loadCheckpoint(lost ?? ('' as LineId))).checkpoint?.nonce).toBe(toNonce);
});

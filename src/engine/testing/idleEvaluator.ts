import type { Evaluator } from '../../evaluation/evaluator.ts';

export const idleResult = { Messages: [], Assignments: [], Spawns: [], Output: '', GasUsed: 0 };

/** For tests of what surrounds an evaluation: every message does nothing, at once. */
export const idleEvaluator: Evaluator = {
  evaluate: async (messages) => messages.map(() => ({ result: idleResult, handleMs: 0 })),
  dryRun: async () => ({ result: idleResult, handleMs: 0 }),
  capture: async () => ({
    memoryBytes: 0,
    pages: { indices: new Uint32Array(0), bytes: new Uint8Array(0) },
    host: { clockTick: 0, files: [] },
  }),
  hashMemory: async () => '',
  status: async () => ({ memoryBytes: 0, evaluatedCount: 0, fastPath: 'none', watching: { kind: 'none' } }),
  close: () => undefined,
};

import { EngineError, ProtocolError } from '../../base/errors.ts';
import type { EngineApi } from '../../engine/api.ts';
import { latestNonceOf, names, pause, scriptedId } from './scriptedData.ts';
import { createScriptedJobs } from './scriptedJobs.ts';
import { createScriptedReads } from './scriptedReads.ts';

/** An engine that plays a part: for looking at the app and for its tests. Nothing is fetched, verified or evaluated. */
export function createScriptedEngine(): EngineApi {
  const evaluated = new Map<string, number>();
  const pinned = new Set<string>();
  return {
    ...createScriptedJobs(evaluated),
    ...createScriptedReads(evaluated),
    describeCapabilities: async () => ({
      memory64: !location.search.includes('no-memory64'),
      storageProblem: location.search.includes('no-storage') ? 'Nothing is being saved: No storage.' : null,
      webLocks: true,
      wasm: true,
    }),
    checkNetwork: async (network) => {
      await pause(600);
      return [
        ...network.gateways.map((url) => ({ kind: 'gateway' as const, url })),
        ...network.graphql.map((url) => ({ kind: 'graphql' as const, url })),
        ...network.schedulerUnits.map((url) => ({ kind: 'scheduler-unit' as const, url })),
        ...network.computeUnits.map((url) => ({ kind: 'compute-unit' as const, url })),
      ].map((source, index) =>
        index === 1
          ? {
              ...source,
              status: 'failed' as const,
              latencyMs: null,
              reason: 'It answers with a web page where JSON is expected: the URL is probably wrong.',
            }
          : {
              ...source,
              status: 'ok' as const,
              latencyMs: 40 + index * 13,
              reason: 'Answered a question about a known item.',
            },
      );
    },
    readStorage: async () => ({
      usedBytes: 14_200_000,
      quotaBytes: 9_800_000_000,
      persisted: false,
      rules: { reachWithinMs: 2000 },
      processes: [...evaluated].map(([processId, nonce]) => ({
        processId,
        name: names[processId] ?? null,
        checkpointCount: 3,
        storedBytes: 6_100_000,
        savedMs: Date.now() - 60_000,
        pinned: pinned.has(processId),
        lines: [{ profile: null, nonce, savedMs: Date.now() - 60_000 }],
      })),
    }),
    pinProcess: async (processId, isPinned) => {
      if (isPinned) pinned.add(processId);
      else pinned.delete(processId);
    },
    changeStorageRules: async () => undefined,
    findCheckpoints: async ({ processId }) => {
      await pause(200);
      const nonce = latestNonceOf(processId) - 30;
      const { id, owner } = { id: scriptedId('checkpoint'), owner: scriptedId('compute unit') };
      const timestampMs = Date.UTC(2026, 9, 20);
      return [{ id, owner, nonce, timestampMs, packedBytes: 590_000, blockHeight: 1_810_000 }];
    },
    exportCheckpoint: async ({ processId }) => {
      throw new EngineError('nothing-to-export', `No checkpoint of process ${processId} is kept.`);
    },
    exportProcess: async () => new Blob(['nothing']),
    importProcess: async () => {
      throw new EngineError('bundle-unreadable', 'This file cannot be read: it is not a Selfsame bundle.');
    },
    stopImports: async () => undefined,
    verifySegments: async () => [],
    forgetProcess: async (processId) => {
      evaluated.delete(processId);
    },
    persistStorage: async () => true,
    readReceipt: async () => {
      throw new ProtocolError('receipt-unreadable', 'This cannot be read as a receipt.');
    },
    listReceipts: async () => [],
    keepReceipt: async () => {
      throw new ProtocolError('receipt-unreadable', 'This cannot be read as a receipt.');
    },
    forgetReceipt: async () => undefined,
  };
}

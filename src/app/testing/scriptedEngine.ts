import { EngineError, ProtocolError, SourceError, VerificationError } from '../../base/errors.ts';
import { type EngineApi, reportError } from '../../engine/api.ts';
import {
  hugeId,
  latestNonces,
  lyingId,
  mishapsId,
  names,
  roomId,
  scriptedFacts,
  scriptedId,
  scriptedResult,
  scriptedRow,
  tokenId,
  wallet,
} from './scriptedData.ts';
import { createScriptedJobs } from './scriptedJobs.ts';

export const scriptedExamples = [
  {
    title: 'Tally',
    description: 'A token with some 400 transfers among Arweave and Ethereum wallets, a few of them refused.',
    processId: tokenId,
    wallet,
    networkId: 'demo',
  },
  {
    title: 'Reading room',
    description: 'A chat room whose members write in many scripts, in colour, and sometimes in bad faith.',
    processId: roomId,
    wallet: null,
    networkId: 'demo',
  },
  {
    title: 'Mishaps',
    description: 'A process whose handlers throw, trap and run out of memory, and whose state survives it.',
    processId: mishapsId,
    wallet: null,
    networkId: 'demo',
  },
  { title: 'Tampered tally', description: 'One flipped bit.', processId: lyingId, wallet, networkId: 'demo' },
  {
    title: 'Huge',
    description: 'Seven million messages.',
    processId: hugeId,
    wallet: null,
    networkId: 'demo',
  },
] as const;

/** An engine that plays a part: for looking at the app and for its tests. Nothing is fetched, verified or evaluated. */
export function createScriptedEngine(): EngineApi {
  const evaluated = new Map<string, number>();
  const pinned = new Set<string>();
  const jobs = createScriptedJobs(evaluated);
  const latest = (processId: string): number => {
    const nonce = latestNonces[processId];
    if (nonce === undefined)
      throw new SourceError('not-found', `No scheduler unit of the network knows process ${processId}.`, {
        details: { url: 'https://su.demo.selfsame.invalid', status: 404, processId },
      });
    return nonce;
  };
  return {
    ...jobs,
    describeCapabilities: async () => ({
      memory64: !location.search.includes('no-memory64'),
      indexedDb: !location.search.includes('no-storage'),
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
    readProcess: async ({ processId }) => {
      await pause(150);
      const latestNonce = latest(processId);
      const is32 = processId === roomId;
      return {
        processId,
        name: names[processId] ?? null,
        owner: scriptedId('wallet 1'),
        moduleId: scriptedId(is32 ? 'module 32' : 'module 64'),
        moduleFormat: is32 ? 'wasm32-unknown-emscripten4' : 'wasm64-unknown-emscripten-draft_2024_02_15',
        scheduler: scriptedId('scheduler'),
        schedulerUnit: 'https://su.demo.selfsame.invalid',
        blockHeight: 1_800_000,
        timestampMs: Date.UTC(2026, 9, 1),
        tags: [
          { name: 'Data-Protocol', value: 'ao' },
          { name: 'Type', value: 'Process' },
          { name: 'Variant', value: 'ao.TN.1' },
          { name: 'Name', value: names[processId] ?? '' },
          { name: 'Module', value: scriptedId('module 64') },
          { name: 'Scheduler', value: scriptedId('scheduler') },
          { name: 'Authority', value: scriptedId('authority') },
        ],
        moduleTags: [{ name: 'Module-Format', value: 'wasm64-unknown-emscripten-draft_2024_02_15' }],
        latestNonce,
        evaluatedNonce: evaluated.get(processId) ?? null,
        support:
          processId === hugeId
            ? {
                kind: 'cannot-run' as const,
                code: 'unsupported-module',
                reason: 'Its module format is "javascript", which no compute unit of legacynet runs either.',
              }
            : { kind: 'runs' as const },
        facts: scriptedFacts(false).slice(0, 3),
      };
    },
    readSchedule: async ({ processId, fromNonce, limit }) => {
      await pause(120);
      const latestNonce = latest(processId);
      const count = Math.max(0, Math.min(limit, latestNonce - fromNonce + 1));
      return {
        latestNonce,
        rows: Array.from({ length: count }, (_, index) =>
          scriptedRow(processId, fromNonce + index, evaluated.get(processId) ?? null),
        ),
      };
    },
    readKeptEvidence: async (processId) => {
      await pause(120);
      const nonce = evaluated.get(processId);
      if (nonce === undefined) return null;
      return { level: 'evaluated', nonce, savedMs: Date.now(), facts: scriptedFacts(false) };
    },
    readMessage: async ({ processId, nonce }) => {
      await pause(120);
      const last = latest(processId);
      if (nonce > last)
        throw new SourceError(
          'not-found',
          `Process ${processId} has no message at nonce ${nonce}; its last is ${last}.`,
          {
            details: { processId, nonce, latestNonce: last },
          },
        );
      const row = scriptedRow(processId, nonce, evaluated.get(processId) ?? null);
      if (row.status === 'fails') throw brokenMessage();
      return {
        ...row,
        processId,
        owner: row.from,
        target: processId,
        anchor: '00000000000000000000000000000001',
        tags: [
          { name: 'Data-Protocol', value: 'ao' },
          { name: 'Type', value: 'Message' },
          { name: 'Action', value: row.action ?? 'Spawn' },
          { name: 'Recipient', value: scriptedId('wallet 3') },
          { name: 'Quantity', value: '1200000000000' },
          { name: 'X-Note', value: 'paid\u202e gnp.exe' },
        ],
        assignmentTags: [
          { name: 'Process', value: processId },
          { name: 'Epoch', value: '0' },
          { name: 'Nonce', value: String(nonce) },
          { name: 'Hash-Chain', value: scriptedId(`chain ${nonce}`) },
        ],
        data:
          nonce % 3 === 0
            ? '{"amounts":[1000000000000000000001,2],"to":{"wallet":"abc","note":"<b>hi</b>"},"empty":[],"ok":true}'
            : nonce % 3 === 1
              ? 'local json = require("json")\n\u001b[31mprint\u001b[0m(json.encode(Balances)) -- <script>alert(1)</script>'
              : '\u0000asm\u0001\u0000\u0000\u0000\ufffd\ufffd\u0003\u0004',
        contentType: nonce % 3 === 0 ? 'application/json' : 'text/plain',
        hashChain: scriptedId(`chain ${nonce}`),
        result: scriptedResult(row),
        facts: scriptedFacts(false).filter(
          ({ name }) => name.endsWith('signatures') || name === 'hash-chain',
        ),
      };
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
        evaluatedNonce: nonce,
        storedBytes: 6_100_000,
        savedMs: Date.now() - 60_000,
        pinned: pinned.has(processId),
      })),
    }),
    pinProcess: async (processId, isPinned) => {
      if (isPinned) pinned.add(processId);
      else pinned.delete(processId);
    },
    changeStorageRules: async () => undefined,
    findCheckpoints: async ({ processId }) => {
      await pause(200);
      const nonce = latest(processId) - 30;
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

function brokenMessage(): VerificationError {
  const fact = scriptedFacts(true).find(({ status }) => status === 'fails');
  return new VerificationError('message-signature-invalid', fact?.reason ?? '', {
    details: {
      nonce: 137,
      messageId: fact?.itemId ?? '',
      expected: fact?.expected ?? '',
      actual: fact?.actual ?? '',
    },
  });
}

export function brokenReport() {
  return reportError(brokenMessage());
}

export function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}

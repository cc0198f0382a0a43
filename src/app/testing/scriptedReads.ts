import { SourceError } from '../../base/errors.ts';
import type { EngineApi } from '../../engine/api.ts';
import {
  brokenMessage,
  hugeId,
  latestNonceOf,
  names,
  pause,
  roomId,
  scriptedFacts,
  scriptedId,
  scriptedResult,
  scriptedRow,
} from './scriptedData.ts';

type Reads = Pick<
  EngineApi,
  | 'readProcess'
  | 'readHead'
  | 'readSchedule'
  | 'readMessage'
  | 'readCode'
  | 'readKeptEvidence'
  | 'readKeptName'
  | 'readKeptProcess'
  | 'findMessages'
  | 'suggestTerms'
>;

/** Processes, schedules and messages that look as real ones do. @param evaluated how far each process was evaluated, by id */
export function createScriptedReads(evaluated: ReadonlyMap<string, number>): Reads {
  return {
    readProcess: async ({ processId }) => {
      await pause(150);
      const latestNonce = latestNonceOf(processId);
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
    readHead: async ({ processId }) => {
      await pause(150);
      const latestNonce = latestNonceOf(processId);
      const latestAssignmentId = scriptedId(`assignment ${latestNonce}`);
      return { schedulerUnit: 'https://su.demo.selfsame.invalid', latestNonce, latestAssignmentId };
    },
    readSchedule: async ({ processId, fromNonce, limit }) => {
      await pause(120);
      const latestNonce = latestNonceOf(processId);
      const count = Math.max(0, Math.min(limit, latestNonce - fromNonce + 1));
      return {
        rows: Array.from({ length: count }, (_, index) =>
          scriptedRow(processId, fromNonce + index, evaluated.get(processId) ?? null),
        ),
      };
    },
    readCode: async ({ processId }) => {
      await pause(120);
      const throughNonce = evaluated.get(processId) ?? -1;
      const nonces = [1, 7].filter((nonce) => nonce <= throughNonce);
      return {
        onBoot: null,
        rows: nonces.map((nonce) => ({
          ...scriptedRow(processId, nonce, throughNonce),
          signer: scriptedId('wallet 1'),
          isOwners: nonce === 1,
          code: 'Handlers.add("ping", "Ping", function (msg) msg.reply({ Data = "pong" }) end)',
          isCut: false,
        })),
        nextNonce: null,
        throughNonce,
      };
    },
    findMessages: async ({ processId, beforeNonce }) => {
      await pause(120);
      const through = Math.min(beforeNonce - 1, evaluated.get(processId) ?? -1);
      const rows = Array.from({ length: through + 1 }, (_, nonce) =>
        scriptedRow(processId, nonce, through),
      ).filter(({ action }) => action === 'Transfer');
      return {
        rows: rows.reverse().slice(0, 20),
        nextBefore: null,
        looked: through < 0 ? [] : [{ fromNonce: 0, toNonce: through }],
        withoutResult: 0,
        withoutMessage: 0,
        failing: 0,
      };
    },
    suggestTerms: async () => ({ actions: [{ text: 'Transfer', count: 12 }], senders: [], lookedAt: 20 }),
    readKeptProcess: async () => null,
    readKeptName: async (processId) => (evaluated.has(processId) ? (names[processId] ?? null) : null),
    readKeptEvidence: async (processId) => {
      await pause(120);
      const nonce = evaluated.get(processId);
      if (nonce === undefined) return null;
      return { level: 'evaluated', nonce, savedMs: Date.now(), facts: scriptedFacts(false) };
    },
    readMessage: async ({ processId, nonce }) => {
      await pause(120);
      const last = latestNonceOf(processId);
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
  };
}

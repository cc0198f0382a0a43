import { expect, it } from 'vitest';
import { demoNetwork } from '../devnet/network.ts';
import { demoProcesses } from '../devnet/processes.ts';
import { createMemoryStore } from '../storage/memoryStore.ts';
import type { StoredDocument } from '../storage/store.ts';
import { demoEngine, runJob } from './testing/demoEngine.ts';
import { idleEvaluator } from './testing/idleEvaluator.ts';

const network = { ...demoNetwork, computeUnits: [] };
const library = demoProcesses[3];
const replay = { kind: 'replay', network, processId: library.id } as const;

/** A document as a faulty disk may give it back. */
const damages: readonly (readonly [name: string, inflict: (document: StoredDocument) => StoredDocument])[] = [
  ['cut off', ({ json, bytes }) => ({ json: json.slice(0, -9), bytes })],
  ['a text in its text cut off', ({ json, bytes }) => ({ json: json.replace(/\}"\}$/, '"}'), bytes })],
  ['its text changed', ({ json, bytes }) => ({ json: json.replaceAll(/[0-9]/g, '7'), bytes })],
  ['its bytes changed', ({ json, bytes }) => ({ json, bytes: bytes?.map((byte) => byte ^ 1) ?? null })],
];

it.each(damages)('fetches again what is kept of a process, %s', async (_, inflict) => {
  const store = createMemoryStore();
  const engine = demoEngine(store, { openEvaluator: async () => idleEvaluator });
  expect((await runJob(engine, replay)).answer).toMatchObject({ level: 'evaluated' });
  const kinds = ['process', 'module', 'item'] as const;
  const kept = await Promise.all(
    kinds.map(async (kind) => (await store.listDocuments(kind, '')).map((id) => [kind, id] as const)),
  );
  expect(kept.map((ids) => ids.length)).toEqual([1, 1, 5]);
  for (const [kind, id] of kept.flat()) {
    const document = await store.loadDocument(kind, id);
    if (document !== undefined) await store.saveDocument(kind, id, inflict(document));
  }
  for (const { lineId } of (await store.listProcesses())[0]?.lines ?? []) await store.deleteLine(lineId);
  const again = await runJob(engine, replay);
  expect(again.error).toBeNull();
  expect(again).toMatchObject({ answer: { level: 'evaluated' }, progress: { resumedFromNonce: null } });
});

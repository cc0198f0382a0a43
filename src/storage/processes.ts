import { type LineId, partsOfLine } from './line.ts';
import { peekManifest } from './manifest.ts';
import {
  allKeys,
  type Key,
  keysStartingWith,
  keysUnder,
  type ReadTransaction,
  type Records,
} from './records.ts';
import type { StoredProcessInfo } from './store.ts';

/** What is kept, process by process. Sizes come from keys alone. */
export function listProcesses(records: Records): Promise<readonly StoredProcessInfo[]> {
  return records.read(['documents', 'schedule', 'results', 'checkpoints', 'packs'], async (transaction) => {
    const sizes = new Map<string, number>();
    const add = (processId: string, byteCount: number) =>
      sizes.set(processId, (sizes.get(processId) ?? 0) + byteCount);
    for (const key of await transaction.keys('documents', keysUnder('process'))) add(String(key[1]), 0);
    for (const table of ['schedule', 'results', 'packs'] as const) {
      for (const key of await transaction.keys(table, allKeys)) {
        add(processOfOwner(key), Number(key.at(-1)));
      }
    }
    const checkpoints = await transaction.keys('checkpoints', allKeys);
    for (const key of checkpoints) add(processOfOwner(key), 0);
    return Promise.all(
      [...sizes].map(async ([processId, storedBytes]) => {
        const own = checkpoints.filter((key) => processOfOwner(key) === processId);
        const newest = await readNewest(transaction, own);
        return { processId, checkpointCount: own.length, storedBytes, ...newest };
      }),
    );
  });
}

/** Everything of the process; then modules that no process needs any more. */
export function deleteProcess(records: Records, processId: string): Promise<void> {
  return records.write(['documents', 'schedule', 'results', 'checkpoints', 'packs'], async (transaction) => {
    const lines = keysStartingWith(`${processId}/`);
    const modules = await modulesOf(transaction);
    await transaction.delete('documents', ['process', processId]);
    await transaction.deleteRange('schedule', keysUnder(processId));
    await transaction.deleteRange('results', lines);
    await transaction.deleteRange('checkpoints', lines);
    await transaction.deleteRange('packs', lines);
    const stillUsed = await modulesOf(transaction);
    const orphans = [...modules].filter((moduleId) => !stillUsed.has(moduleId));
    await Promise.all(orphans.map((moduleId) => transaction.delete('documents', ['module', moduleId])));
  });
}

/** Modules that some line was computed with. */
async function modulesOf(transaction: ReadTransaction): Promise<ReadonlySet<string>> {
  const keys = [
    ...(await transaction.keys('checkpoints', allKeys)),
    ...(await transaction.keys('results', allKeys)),
  ];
  return new Set(keys.map((key) => partsOfLine(String(key[0]) as LineId).moduleId));
}

/** A line id starts with its process id; a schedule's owner is it. */
function processOfOwner(key: Key): string {
  return partsOfLine(String(key[0]) as LineId).processId;
}

async function readNewest(transaction: ReadTransaction, keys: readonly Key[]) {
  const [newest] = [...keys].sort((a, b) => Number(b[1]) - Number(a[1]));
  const record = newest === undefined ? undefined : await transaction.get('checkpoints', newest);
  const manifest = record === undefined ? undefined : peekManifest(record);
  return {
    evaluatedNonce: newest === undefined ? null : Number(newest[1]),
    savedMs: manifest?.savedMs ?? null,
  };
}

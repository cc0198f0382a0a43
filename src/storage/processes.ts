import { peekManifest } from './checkpoints/manifest.ts';
import { type LineId, partsOfLine } from './line.ts';
import { readPinned, unpin } from './preferences.ts';
import {
  allKeys,
  type Key,
  type KeyRange,
  keysStartingWith,
  keysUnder,
  type ReadTransaction,
  type Records,
  type TableName,
  type WriteTransaction,
} from './records/records.ts';
import { rewritingsOf } from './rewritings.ts';
import type { DocumentKind, StoredLineInfo, StoredProcessInfo } from './store.ts';

export const tablesOfProcesses: readonly TableName[] = [
  'documents',
  'schedule',
  'results',
  'checkpoints',
  'packs',
  'preferences',
  'receipts',
];

/** What is kept, process by process. Sizes come from keys alone. */
export function listProcesses(records: Records): Promise<readonly StoredProcessInfo[]> {
  return records.read(tablesOfProcesses, async (transaction) => {
    const sizes = await sizesOfProcesses(transaction, [...computedAgain, 'receipts']);
    const pinned = await readPinned(transaction);
    const checkpoints = await transaction.keys('checkpoints', allKeys);
    return Promise.all(
      [...sizes].map(async ([processId, storedBytes]) => {
        const own = checkpoints.filter((key) => processOfOwner(key) === processId);
        const lines = await readLines(transaction, own);
        return {
          processId,
          checkpointCount: own.length,
          storedBytes,
          pinned: pinned.has(processId),
          lines,
          savedMs: lines[0]?.savedMs ?? null,
        };
      }),
    );
  });
}

/** What can be fetched and evaluated again. */
export const computedAgain = ['schedule', 'results', 'packs'] as const;

/** Bytes in `tables` of every process that anything is kept of there, or that a document or a checkpoint names. */
export async function sizesOfProcesses(
  transaction: ReadTransaction,
  tables: readonly ((typeof computedAgain)[number] | 'receipts')[],
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  const add = (processId: string, byteCount: number) =>
    sizes.set(processId, (sizes.get(processId) ?? 0) + byteCount);
  for (const key of await transaction.keys('documents', keysUnder('process'))) add(String(key[1]), 0);
  for (const table of tables) {
    for (const key of await transaction.keys(table, allKeys)) {
      add(processOfOwner(key), Number(key.at(-1)));
    }
  }
  for (const key of await transaction.keys('checkpoints', allKeys)) add(processOfOwner(key), 0);
  return sizes;
}

export function deleteProcess(records: Records, processId: string): Promise<void> {
  return records.write(tablesOfProcesses, async (transaction) => {
    await deleteComputedAgain(transaction, processId);
    await transaction.deleteRange('receipts', keysUnder(processId));
    await unpin(transaction, processId);
  });
}

export function deleteLine(records: Records, lineId: LineId): Promise<void> {
  return records.write(tablesOfLines, (transaction) => deleteLines(transaction, lineId));
}

const tablesOfLines = ['results', 'checkpoints', 'packs'] as const;

/** All lines whose ids begin so. */
async function deleteLines(transaction: WriteTransaction, start: string): Promise<void> {
  for (const table of tablesOfLines) await transaction.deleteRange(table, keysStartingWith(start));
}

/**
 * All of the process that can be fetched and evaluated again; then modules that no process needs any more. What the user made stays: the pin,
 * and receipts, which are small and which nobody else may have.
 */
export async function deleteComputedAgain(transaction: WriteTransaction, processId: string): Promise<void> {
  const modules = await modulesOf(transaction);
  await transaction.delete('documents', ['process', processId]);
  for (const kind of ['item', 'block'] as const) {
    await transaction.deleteRange('documents', documentsOf(kind, processId));
  }
  await transaction.deleteRange('schedule', keysUnder(processId));
  await deleteLines(transaction, `${processId}/`);
  const stillUsed = await modulesOf(transaction);
  const orphans = [...modules].filter((moduleId) => !stillUsed.has(moduleId));
  for (const moduleId of orphans) {
    await transaction.delete('documents', ['module', moduleId]);
    await transaction.deleteRange('documents', rewritingsOf(moduleId));
  }
}

/** What was kept for one process only has an id that begins with the process's. */
function documentsOf(kind: DocumentKind, processId: string): KeyRange {
  return { lower: [kind, `${processId}/`], upper: [kind, `${processId}/\uffff`] };
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

/** Of each line the newest checkpoint for which nobody else's word was taken. */
async function readLines(
  transaction: ReadTransaction,
  keys: readonly Key[],
): Promise<readonly StoredLineInfo[]> {
  const lines = new Map<string, StoredLineInfo>();
  for (const key of [...keys].sort((a, b) => Number(b[1]) - Number(a[1]))) {
    const [lineId, nonce] = key as readonly [LineId, number];
    if (lines.has(lineId)) continue;
    const record = await transaction.get('checkpoints', key);
    const manifest = record === undefined ? undefined : peekManifest(record);
    if (manifest === undefined || manifest.origin !== undefined) continue;
    const { savedMs, ledgerJson } = manifest;
    lines.set(lineId, { lineId, nonce, savedMs, ledgerJson });
  }
  return [...lines.values()];
}

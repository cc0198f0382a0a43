import type { Records } from './records/records.ts';
import type { Seal, SealedParts } from './records/seal.ts';
import type { DocumentKind, StoredDocument } from './store.ts';

/**
 * Documents that hold more than their own signatures cover: of a process, the time and block of its spawn, as its scheduler unit told them. Changed there,
 * they would change what the process is given.
 */
const sealedKinds: ReadonlySet<DocumentKind> = new Set(['process']);

/** One that is to be sealed counts as absent where its seal does not hold, or was not made yet. */
export async function loadDocument(
  records: Records,
  seal: Seal,
  kind: DocumentKind,
  id: string,
): Promise<StoredDocument | undefined> {
  const record = await records.read(['documents'], (transaction) => transaction.get('documents', [kind, id]));
  if (record === undefined) return undefined;
  const { json, bytes } = record;
  const isSealed = sealedKinds.has(kind);
  if (isSealed && !(await seal.holds(sealedParts(kind, id, json), record.seal))) return undefined;
  return { json, bytes };
}

export async function saveDocument(
  records: Records,
  seal: Seal,
  kind: DocumentKind,
  id: string,
  { json, bytes }: StoredDocument,
): Promise<void> {
  const code = sealedKinds.has(kind) ? { seal: await seal.make(sealedParts(kind, id, json)) } : {};
  // A copy of just these bytes: the database would clone the whole buffer under a view.
  const record = { kind, id, json, bytes: bytes === null ? null : bytes.slice(), ...code };
  await records.write(['documents'], (transaction) => transaction.put('documents', record));
}

function sealedParts(kind: DocumentKind, id: string, json: string): SealedParts {
  return ['document', kind, id, json];
}

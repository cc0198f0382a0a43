import type { Abortable } from '../../base/abort.ts';
import { type Bytes, encodeUtf8 } from '../../base/bytes.ts';
import { SourceError } from '../../base/errors.ts';
import type { ItemId } from '../../protocol/ids.ts';
import { sha256Hex } from '../../protocol/sha.ts';
import type { Store } from '../../storage/store.ts';

/** What a process read of Arweave, as it came. Kept by process: a later replay reads the same, whatever gateways say then. */
export interface DriveReads {
  loadText(path: string): Promise<string | undefined>;
  saveText(path: string, text: string): Promise<void>;
  loadData(id: string): Promise<KeptData | undefined>;
  saveData(id: string, data: KeptData): Promise<void>;
}

export interface KeptData {
  readonly bytes: Bytes;
  /** The gateway's metadata of the item, as JSON; null where its index did not know it. */
  readonly metadataJson: string | null;
  /** From this block height on the process may read it. */
  readonly admittedFrom: number;
  /** Whose existence admitted it; null where the process's tags did. */
  readonly attestation: ItemId | null;
}

/** Storage that fails or forgets is as good as empty: what it lacks is asked for again. */
export function createDriveReads(processId: string, store: Store): DriveReads {
  const load = (kind: 'item' | 'block', path: string) =>
    store.loadDocument(kind, keyOf(processId, path)).catch(() => undefined);
  return {
    async loadText(path) {
      const document = await load(kindOf(path), path);
      const fields =
        document && fieldsOf<{ readonly text?: string; readonly sha256?: string }>(document.json);
      const { text = '', sha256 } = fields ?? {};
      // What an earlier version has kept has none, and is fetched again.
      return sha256 === digestOf(text) ? text : undefined;
    },
    async saveText(path, text) {
      const document = { json: JSON.stringify({ text, sha256: digestOf(text) }), bytes: null };
      await store.saveDocument(kindOf(path), keyOf(processId, path), document).catch(() => undefined);
    },
    async loadData(id) {
      const document = await load('item', `/data/${id}`);
      if (document === undefined || document.bytes === null) return undefined;
      const kept = fieldsOf<Omit<KeptData, 'bytes'> & { readonly sha256?: string }>(document.json);
      if (kept === undefined) return undefined;
      const { sha256, ...fields } = kept;
      // Where no index tells how it was signed, only this shows that it is what the process was given.
      return sha256 === sha256Hex(document.bytes) ? { ...fields, bytes: document.bytes } : undefined;
    },
    async saveData(id, { bytes, ...fields }) {
      const document = { json: JSON.stringify({ ...fields, sha256: sha256Hex(bytes) }), bytes };
      await store.saveDocument('item', keyOf(processId, `/data/${id}`), document).catch(() => undefined);
    },
  };
}

/** Undefined where what was kept no longer holds: it did when it was kept, so a disk has changed it since, and it can be fetched again. */
export async function unlessSpoilt<Value>(
  checking: Promise<Value>,
  { signal }: Abortable,
): Promise<Value | undefined> {
  try {
    return await checking;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SourceError) throw error;
    return undefined;
  }
}

/** Some of it nobody signed, and of the rest the spelling is not signed: a process would be told what a disk has changed. */
function digestOf(text: string): string {
  return sha256Hex(encodeUtf8(text));
}

/** What a faulty disk has made unreadable is not there. */
function fieldsOf<Fields>(json: string): Fields | undefined {
  try {
    return JSON.parse(json) as Fields;
  } catch {
    return undefined;
  }
}

function kindOf(path: string): 'item' | 'block' {
  return path.startsWith('/block/') ? 'block' : 'item';
}

/** The store forgets what begins with a process's id together with the process. */
function keyOf(processId: string, path: string): string {
  return `${processId}${path}`;
}

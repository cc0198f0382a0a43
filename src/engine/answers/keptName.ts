import { isSelfsameError } from '../../base/errors.ts';
import { decodeItemId, type ProcessId } from '../../protocol/ids.ts';
import { findTag } from '../../protocol/tags.ts';
import type { Store } from '../../storage/store.ts';
import { verifyProcess } from '../../verification/processItem.ts';
import { statusOf } from '../../verification/tally.ts';
import { loadProcess } from '../process/findProcess.ts';

/**
 * The `Name` tag of a process that is kept here, where it is surely what its owner signed: the signature is checked anew. Nothing is fetched.
 * @returns null where it is not kept, has no name, or its signature fails, or cannot be checked by what is kept alone
 * @throws ProtocolError `invalid-id`; StorageError
 */
export async function readKeptName(store: Pick<Store, 'loadDocument'>, text: string): Promise<string | null> {
  const id = decodeItemId<ProcessId>(text, 'process id');
  const process = await loadProcess(store, id);
  if (process === undefined) return null;
  try {
    const { tally } = await verifyProcess(process, id, { source: 'this browser' });
    return statusOf(tally) === 'holds' ? (findTag(process.tags, 'Name') ?? null) : null;
  } catch (error) {
    if (isSelfsameError(error)) return null;
    throw error;
  }
}

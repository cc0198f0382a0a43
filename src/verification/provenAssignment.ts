import { addressOfKey, arweaveAddressOf } from '../protocol/address.ts';
import { itemIdOf, tagsOf, type UntypedItem } from '../protocol/dataItem.ts';
import type { AssignmentId } from '../protocol/ids.ts';
import type { AoProcess } from '../protocol/process.ts';
import { findTag } from '../protocol/tags.ts';
import { checkUntypedItem } from './dataItemSignature.ts';

/** A place of a schedule that its scheduler cannot deny having given. */
export interface ProvenAssignment {
  readonly id: AssignmentId;
  readonly nonce: number;
}

/**
 * Whether the process's own scheduler signed `item` as an assignment of this process: then the schedule has this nonce, whoever
 * denies it. Nothing is said about the message that it assigns.
 * @param item as it was signed, from wherever it came
 * @returns undefined where it proves nothing: of another process, by another key, or with a signature that does not hold
 */
export async function proveAssignment(
  item: UntypedItem,
  process: Pick<AoProcess, 'id' | 'scheduler'>,
): Promise<ProvenAssignment | undefined> {
  const { scheduler } = process;
  const signers: readonly string[] = [arweaveAddressOf(item.owner), addressOfKey(item.owner)];
  if (scheduler === undefined || !signers.includes(scheduler)) return undefined;
  const tags = tagsOf(item);
  const nonce = findTag(tags, 'Nonce') ?? '';
  const isAssignment = findTag(tags, 'Type') === 'Assignment' && findTag(tags, 'Process') === process.id;
  if (!isAssignment || !/^\d{1,15}$/.test(nonce)) return undefined;
  if ((await checkUntypedItem(item)) !== 'holds') return undefined;
  return { id: itemIdOf(item.signature) as AssignmentId, nonce: Number(nonce) };
}

import { VerificationError } from '../base/errors.ts';
import { addressOfKey } from '../protocol/address.ts';
import { type DataItem, hashDataItem, itemIdOf, type UntypedItem } from '../protocol/dataItem.ts';
import type { Address, ItemId } from '../protocol/ids.ts';
import { signatureTypesOfLengths } from '../protocol/signatureType.ts';
import { checkSignature, type SignatureVerdict } from './signature.ts';

export interface VerifiedItem {
  readonly id: ItemId;
  readonly signer: Address;
  readonly item: DataItem;
}

/**
 * Checks the signature of a whole data item.
 * @param expectedId what the item is known as, where it was asked for by id
 * @throws VerificationError `id-mismatch`, `signature-invalid`, `signature-unsupported`
 */
export async function verifyDataItem(item: DataItem, expectedId?: ItemId): Promise<VerifiedItem> {
  const id = itemIdOf(item.signature);
  if (expectedId !== undefined && id !== expectedId) {
    throw new VerificationError(
      'id-mismatch',
      `The item was asked for as ${expectedId}, but its signature makes it ${id}.`,
      { details: { itemId: expectedId, expected: expectedId, actual: id } },
    );
  }
  const verdict = await checkItem(item);
  if (verdict === 'holds') return { id, signer: addressOfKey(item.owner), item };
  const details = { itemId: id, signatureType: item.signatureType };
  throw verdict === 'fails'
    ? new VerificationError('signature-invalid', `The signature of item ${id} does not hold.`, { details })
    : new VerificationError(
        'signature-unsupported',
        `Item ${id} is signed in way ${item.signatureType} of ANS-104, which Selfsame cannot check.`,
        { details },
      );
}

/** Tries every signature type that the lengths allow. Where none does, it may have been signed in a way that is not known here. */
export async function checkUntypedItem(item: UntypedItem): Promise<SignatureVerdict> {
  const signatureTypes = signatureTypesOfLengths(item.owner.length, item.signature.length);
  for (const signatureType of signatureTypes) {
    if ((await checkItem({ ...item, signatureType })) === 'holds') return 'holds';
  }
  return signatureTypes.length === 0 ? 'unsupported' : 'fails';
}

async function checkItem(item: DataItem): Promise<SignatureVerdict> {
  return checkSignature(item.signatureType, item.owner, item.signature, await hashDataItem(item));
}

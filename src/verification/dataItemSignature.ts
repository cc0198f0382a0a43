import { type DataItem, hashDataItem, type UntypedItem } from '../protocol/dataItem.ts';
import { signatureTypesOfLengths } from '../protocol/signatureType.ts';
import { checkSignature, type SignatureVerdict } from './signature.ts';

/** Whether the signature of a whole data item holds, made in the way that the item names. */
export async function checkDataItem(item: DataItem): Promise<SignatureVerdict> {
  return checkSignature(item.signatureType, item.owner, item.signature, await hashDataItem(item));
}

/** Tries every signature type that the lengths allow. Where none does, it may have been signed in a way that is not known here, or over an anchor that nobody tells. */
export async function checkUntypedItem(item: UntypedItem): Promise<SignatureVerdict> {
  const signatureTypes = signatureTypesOfLengths(item.owner.length, item.signature.length);
  for (const signatureType of signatureTypes) {
    if ((await checkDataItem({ ...item, signatureType })) === 'holds') return 'holds';
  }
  return signatureTypes.length === 0 || item.isAnchorUntold === true ? 'unsupported' : 'fails';
}

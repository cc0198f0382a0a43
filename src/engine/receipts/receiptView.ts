import { encodeBase64url } from '../../base/base64url.ts';
import { encodeUtf8 } from '../../base/bytes.ts';
import { sha256 } from '../../protocol/sha.ts';
import type { ReceiptView } from '../api.ts';
import { encodeReceiptLink } from './receiptLink.ts';
import { receiptText, type SignedReceipt } from './signedReceipt.ts';

/** @param ownKeyId of this browser's own key */
export async function viewReceipt(signed: SignedReceipt, ownKeyId: string): Promise<ReceiptView> {
  const { signer, ...said } = signed.receipt;
  const envelope = receiptText(signed);
  return {
    ...said,
    receiptId: encodeBase64url(sha256(encodeUtf8(envelope))),
    signer: { keyId: signed.keyId, algorithm: signer.algorithm, own: signed.keyId === ownKeyId },
    envelope,
    code: await encodeReceiptLink(signed.envelope),
  };
}

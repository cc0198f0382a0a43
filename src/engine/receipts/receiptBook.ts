import { isSelfsameError } from '../../base/errors.ts';
import type { KeyPair } from '../../storage/keyPairs.ts';
import type { Store } from '../../storage/store.ts';
import type { ReceiptsApi, ReceiptView } from '../api.ts';
import { decodeReceiptLink } from './receiptLink.ts';
import { viewReceipt } from './receiptView.ts';
import { receiptText, type SignedReceipt, verifyReceipt, verifyReceiptText } from './signedReceipt.ts';
import { exportPublicKey, keyIdOf, makeKeyPair } from './signingKeys.ts';

/** The key that this browser signs receipts with; made when it is first needed. */
export function ensureReceiptKey(store: Store): Promise<KeyPair> {
  return store.ensureKeyPair('receipts', makeKeyPair);
}

/** Keeps a receipt whose signature holds. */
export async function saveSigned(store: Store, signed: SignedReceipt): Promise<ReceiptView> {
  const { processId, nonce } = signed.receipt;
  await store.saveReceipt({ processId, nonce, json: receiptText(signed) });
  return viewReceipt(signed, await ownKeyId(store));
}

/** @param withStore opens what this browser keeps */
export function createReceiptBook(
  withStore: <Answer>(use: (store: Store) => Promise<Answer>) => Promise<Answer>,
): ReceiptsApi {
  return {
    async readReceipt(text) {
      const signed = await readSigned(text);
      return withStore(async (store) => viewReceipt(signed, await ownKeyId(store)));
    },
    async keepReceipt(text) {
      const signed = await readSigned(text);
      return withStore((store) => saveSigned(store, signed));
    },
    listReceipts: (processId) =>
      withStore(async (store) => {
        const [stored, own] = await Promise.all([store.listReceipts(processId), ownKeyId(store)]);
        const views = await Promise.all(stored.map(({ json }) => viewStored(json, own)));
        return views.flatMap((view) => view ?? []).reverse();
      }),
    forgetReceipt: (processId, receiptId) => withStore((store) => store.deleteReceipt(processId, receiptId)),
  };
}

/** A link's code has a dot near its start; an envelope begins with a brace. */
function readSigned(text: string): Promise<SignedReceipt> {
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) return verifyReceiptText(trimmed);
  return decodeReceiptLink(trimmed).then(verifyReceipt);
}

/** What was damaged in storage counts as absent, as everywhere. */
async function viewStored(json: string, own: string): Promise<ReceiptView | undefined> {
  try {
    return await viewReceipt(await verifyReceiptText(json), own);
  } catch (error) {
    if (isSelfsameError(error)) return undefined;
    throw error;
  }
}

async function ownKeyId(store: Store): Promise<string> {
  return keyIdOf(await exportPublicKey(await ensureReceiptKey(store)));
}

import type { Bytes } from '../../base/bytes.ts';
import { untypedItemOf } from '../../protocol/gatewayItem.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { ItemId } from '../../protocol/ids.ts';
import { decodeTransactionText } from '../../protocol/transaction.ts';
import type { Store } from '../../storage/store.ts';
import { checkUntypedItem } from '../../verification/dataItemSignature.ts';
import { isDataOf, isTransactionSigned } from '../../verification/transactionSignature.ts';

/** A whole item as a gateway told it. */
export interface KeptItem {
  readonly metadata: GatewayTransaction;
  readonly data: Bytes;
  /** The layer-1 transaction of that id, as `GET /tx/{id}` tells it; null where it was not asked for, or there is none. */
  readonly transactionText: string | null;
}

/** Items that a scheduler unit's text did not settle, kept with their process so that it can be verified without a gateway. */
export interface KeptItems {
  load(id: ItemId): Promise<KeptItem | undefined>;
  save(item: KeptItem): Promise<void>;
}

/** Storage that fails or forgets is as good as empty: a gateway is asked again. */
export function createKeptItems(processId: string, store: Store): KeptItems {
  return {
    async load(id) {
      const document = await store.loadDocument('item', keyOf(processId, id)).catch(() => undefined);
      return document === undefined || document.bytes === null
        ? undefined
        : decodeKept(document.json, document.bytes);
    },
    async save({ data, ...fields }) {
      const document = { json: JSON.stringify(fields), bytes: data };
      await store.saveDocument('item', keyOf(processId, fields.metadata.id), document).catch(() => undefined);
    },
  };
}

/** The store forgets what begins with a process's id together with the process. */
function keyOf(processId: string, id: string): string {
  return `${processId}/exact/${id}`;
}

/** Undefined where it is no longer what was signed, so that a gateway is asked: what this disk has changed is nobody else's fault. */
async function decodeKept(json: string, data: Bytes): Promise<KeptItem | undefined> {
  try {
    const kept = { ...(JSON.parse(json) as Omit<KeptItem, 'data'>), data };
    if (kept.transactionText !== null) {
      const transaction = decodeTransactionText(kept.transactionText);
      const isWhole = (await isTransactionSigned(transaction)) && (await isDataOf(transaction, data));
      return isWhole ? kept : undefined;
    }
    const item = untypedItemOf(kept.metadata, data);
    return item !== undefined && (await checkUntypedItem(item)) === 'holds' ? kept : undefined;
  } catch {
    return undefined;
  }
}

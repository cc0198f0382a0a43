import type { Abortable } from '../../base/abort.ts';
import { SourceError } from '../../base/errors.ts';
import { isBundleItem } from '../../protocol/assignment.ts';
import { itemOfTransaction, untypedItemOf } from '../../protocol/gatewayItem.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { ItemId } from '../../protocol/ids.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import { decodeTransactionJson, type Transaction } from '../../protocol/transaction.ts';
import type { Gateway } from '../../sources/gateway.ts';
import type { FetchExact, ItemRole } from '../../verification/schedulerItem.ts';
import type { KeptItem, KeptItems } from './keptItems.ts';

/** Whole items from a gateway, for signatures that a scheduler unit's lossy text does not settle. */
export interface ExactItems {
  readonly fetch: FetchExact;
  /** Asks in one request for what these entries will certainly need. Failing to is no error: they are then asked for one by one. */
  prefetch(entries: readonly ScheduledMessage[]): Promise<void>;
}

const noData = new Uint8Array(0);

export interface ExactItemsOptions extends Abortable {
  /** Where they are kept. Assignments are not: schedules whose anchors are missing would need one for every entry. */
  readonly kept?: KeptItems;
}

export function createExactItems(gateway: Gateway, { signal, kept }: ExactItemsOptions = {}): ExactItems {
  /** Metadata of items that were asked for and not yet used; undefined: no gateway knows it. */
  const known = new Map<ItemId, GatewayTransaction | undefined>();

  async function metadataOf(id: ItemId): Promise<GatewayTransaction | undefined> {
    if (known.has(id)) {
      const transaction = known.get(id);
      known.delete(id);
      return transaction;
    }
    return (await gateway.fetchTransactionMeta([id], { signal })).get(id);
  }

  return {
    async fetch(id, role) {
      try {
        const found = await fetchItem(id, role);
        const item = found && untypedItemOf(found.metadata, found.data);
        if (found === undefined || item === undefined || role !== 'assigned') return item;
        // Whether it is a transaction of its own only shows when it is asked for as one.
        return { ...item, fetchTransaction: () => fetchTransaction(found) };
      } catch (error) {
        signal?.throwIfAborted();
        // That no gateway can tell leaves a signature unknown; the replay goes on with a weaker word.
        if (error instanceof SourceError) return undefined;
        throw error;
      }
    },

    async prefetch(entries) {
      const wanted = entries.flatMap(({ assignment, message }) => [
        ...(assignment.anchor === null && !isBundleItem(assignment) ? [assignment.id] : []),
        ...(message === null && assignment.messageId !== null ? [assignment.messageId] : []),
      ]);
      known.clear();
      if (wanted.length < 2) return;
      try {
        const found = await gateway.fetchTransactionMeta(wanted, { signal });
        for (const id of wanted) known.set(id, found.get(id));
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof SourceError)) throw error;
      }
    },
  };
}

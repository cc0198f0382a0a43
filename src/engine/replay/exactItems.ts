import type { Abortable } from '../../base/abort.ts';
import { SourceError } from '../../base/errors.ts';
import { isBundleItem } from '../../protocol/assignment.ts';
import { untypedItemOf } from '../../protocol/gatewayItem.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { ItemId } from '../../protocol/ids.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import type { Transaction } from '../../protocol/transaction.ts';
import type { Gateway } from '../../sources/gateway.ts';
import type { FetchExact } from '../../verification/schedulerItem.ts';

/** Whole items from a gateway, for signatures that a scheduler unit's lossy text does not settle. */
export interface ExactItems {
  readonly fetch: FetchExact;
  /** Asks in one request for what these entries will certainly need. Failing to is no error: they are then asked for one by one. */
  prefetch(entries: readonly ScheduledMessage[]): Promise<void>;
}

const noData = new Uint8Array(0);

export function createExactItems(gateway: Gateway, { signal }: Abortable = {}): ExactItems {
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

  async function fetchTransaction(id: ItemId): Promise<Transaction | undefined> {
    try {
      return await gateway.fetchTransaction(id, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof SourceError) return undefined;
      throw error;
    }
  }

  return {
    async fetch(id, role) {
      try {
        const transaction = await metadataOf(id);
        if (transaction === undefined) return undefined;
        // A scheduler's assignments are empty, except for the bundles of before AOP-1 (legacynet.md §1.3).
        const empty = role === 'assignment' && transaction.dataBytes === 0;
        const item = untypedItemOf(transaction, empty ? noData : await gateway.fetchRaw(id, { signal }));
        if (item === undefined || role !== 'assigned') return item;
        // Whether it is a transaction of its own only shows when it is asked for as one.
        return { ...item, fetchTransaction: () => fetchTransaction(id) };
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

import type { Abortable } from '../../base/abort.ts';
import { itemOfTransaction, untypedItemOf } from '../../protocol/gatewayItem.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { ItemId } from '../../protocol/ids.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import { decodeTransactionText, type Transaction } from '../../protocol/transaction.ts';
import type { Gateway } from '../../sources/gateway.ts';
import { isUntold } from '../../sources/untold.ts';
import type { ExactRole, FetchExact } from '../../verification/schedulerItem.ts';
import type { KeptItem, KeptItems } from './keptItems.ts';

/** Whole items from a gateway, for signatures that a scheduler unit's lossy text does not settle. */
export interface ExactItems {
  readonly fetch: FetchExact;
  /** Asks in one request for what these entries will certainly need. Anchors that nobody can tell just now are not asked for one by one after that; items that nothing goes on without are. */
  prefetch(entries: readonly ScheduledMessage[]): Promise<void>;
}

const noData = new Uint8Array(0);
/** More than are ever verified at once. */
const rememberedItems = 64;

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

  async function fetchItem(id: ItemId, role: ExactRole): Promise<KeptItem | undefined> {
    const isKept = kept !== undefined && role !== 'assignment' && role !== 'bundle';
    const found = isKept ? await kept.load(id) : undefined;
    if (found !== undefined) return found;
    const metadata = await metadataOf(id);
    if (metadata === undefined) return undefined;
    // A scheduler's assignments are empty, except for the bundles of before AOP-1 (legacynet.md §1.3).
    const empty = role === 'bundle' || (role === 'assignment' && metadata.dataBytes === 0);
    const data = empty ? noData : await gateway.fetchData(metadata, { signal });
    const fetched = { metadata, data, transactionText: null };
    if (isKept) await kept.save(fetched);
    return fetched;
  }

  /** Assigned items that may be transactions of their own, which are then kept whole. */
  const assigned = new Map<ItemId, KeptItem>();

  function remember(item: KeptItem): void {
    assigned.set(item.metadata.id, item);
    const [oldest] = assigned.keys();
    if (assigned.size > rememberedItems && oldest !== undefined) assigned.delete(oldest);
  }

  async function fetchTransaction(id: ItemId): Promise<Transaction> {
    const item = assigned.get(id);
    assigned.delete(id);
    if (kept === undefined || item === undefined) return gateway.fetchTransaction(id, { signal });
    const transactionText = item.transactionText ?? (await gateway.fetchTransactionText(id, { signal }));
    const transaction = decodeTransactionText(transactionText);
    if (item.transactionText === null) await kept.save({ ...item, transactionText });
    return transaction;
  }

  return {
    async fetch(id, role) {
      try {
        if (role === 'transaction') {
          // Plain data, since it may cross to the verifier's thread.
          const transaction = await fetchTransaction(id);
          return { ...itemOfTransaction(transaction, noData), transaction };
        }
        const found = await fetchItem(id, role);
        if (found === undefined) return undefined;
        const item = untypedItemOf(found.metadata, found.data);
        if (role !== 'assigned') return item;
        remember(found);
        return item && { ...item, isBundled: found.metadata.bundledIn !== null };
      } catch (error) {
        signal?.throwIfAborted();
        // That no gateway can tell leaves a signature unknown; the replay goes on with a weaker word.
        if (isUntold(error)) return undefined;
        throw error;
      }
    },

    async prefetch(entries) {
      const unanchored = entries.flatMap(({ assignment: { id, anchor } }) => (anchor === null ? [id] : []));
      const unsent = entries.flatMap(({ assignment, message }) =>
        message === null && assignment.messageId !== null ? [assignment.messageId] : [],
      );
      const wanted = [...unanchored, ...unsent];
      known.clear();
      if (wanted.length < 2) return;
      try {
        const found = await gateway.fetchTransactionMeta(wanted, { signal });
        // What an endpoint may know that could not be asked is asked for again where nothing goes on without it.
        const settled = found.unasked === undefined ? wanted : [...found.keys(), ...unanchored];
        for (const id of settled) known.set(id, found.get(id));
      } catch (error) {
        signal?.throwIfAborted();
        if (!isUntold(error)) throw error;
        for (const id of unanchored) known.set(id, undefined);
      }
    },
  };
}

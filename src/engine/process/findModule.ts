import type { Abortable } from '../../base/abort.ts';
import type { Bytes } from '../../base/bytes.ts';
import { SelfsameError, SourceError } from '../../base/errors.ts';
import { JsonAt } from '../../base/json.ts';
import { decodeTransactionMeta, type GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { ModuleId } from '../../protocol/ids.ts';
import { decodeTransactionText, type Transaction } from '../../protocol/transaction.ts';
import { isUntold } from '../../sources/untold.ts';
import type { Store } from '../../storage/store.ts';
import { verifyModule } from '../../verification/moduleBinary.ts';
import { statusOf, type Tally } from '../../verification/tally.ts';
import type { NetworkSources } from '../networkSources.ts';

export interface FoundModule {
  readonly transaction: GatewayTransaction;
  readonly bytes: Bytes;
  readonly tally: Tally;
}

/** No AO module comes near it. */
const maximumModuleBytes = 256 * 1024 * 1024;

/**
 * A module's metadata and bytes, checked against the id: from what is stored if that verifies, else from a gateway.
 * @throws SourceError `not-found`, and what the gateway throws; VerificationError with the fact `module-bytes`
 */
export async function findModule(
  id: ModuleId,
  sources: NetworkSources,
  store: Store,
  options: Abortable = {},
): Promise<FoundModule> {
  const { gateway } = sources;
  const stored = await loadModule(store, id);
  let transactionText = stored?.transactionText ?? null;
  const fetchTransaction = async (): Promise<Transaction | undefined> => {
    try {
      transactionText ??= await gateway.fetchTransactionText(id, options);
      return decodeTransactionText(transactionText);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof SourceError && error.code === 'not-found') return undefined;
      throw error;
    }
  };
  const verify = (transaction: GatewayTransaction, bytes: Bytes, source: string) =>
    verifyModule(transaction, bytes, id, { source, fetchTransaction });

  if (stored !== undefined) {
    try {
      return await findAgain(stored);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof SelfsameError)) throw error;
      // What was kept of it did not hold.
      transactionText = null;
    }
  }
  const { transaction, bytes } = await fetchModule(id, gateway, options);
  const found = { transaction, bytes, tally: await verify(transaction, bytes, 'gateway') };
  keep(found);
  return found;

  /** @throws VerificationError where what is kept is not what was signed */
  async function findAgain(kept: StoredModule): Promise<FoundModule> {
    const again = { ...kept, tally: await verify(kept.transaction, kept.bytes, 'this browser') };
    if (statusOf(again.tally) === 'unknown') return (await settle(kept.bytes)) ?? again;
    if (transactionText !== kept.transactionText) keep(again);
    return again;
  }

  /** A gateway may tell by now how it was signed. Undefined where none does. */
  async function settle(kept: Bytes): Promise<FoundModule | undefined> {
    try {
      const told = (await gateway.fetchTransactionMeta([id], options)).get(id);
      if (told === undefined) return undefined;
      const tally = await verify(told, kept, 'gateway');
      if (statusOf(tally) !== 'holds') return undefined;
      keep({ transaction: told, bytes: kept, tally });
      return { transaction: told, bytes: kept, tally };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isUntold(error)) return undefined;
      throw error;
    }
  }

  function keep({ transaction: told, bytes: whole }: FoundModule): void {
    const json = JSON.stringify({ ...told, ...(transactionText !== null && { transactionText }) });
    // Megabytes: nobody waits for them, and where they cannot be kept they are fetched again.
    store.saveDocument('module', id, { json, bytes: whole }).catch(() => undefined);
  }
}

/** Both at once: each is asked of a server that may be far away. */
async function fetchModule(
  id: ModuleId,
  gateway: NetworkSources['gateway'],
  { signal }: Abortable,
): Promise<Pick<FoundModule, 'transaction' | 'bytes'>> {
  const stop = new AbortController();
  const either = { signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]) };
  const limited = { ...either, maximumBytes: maximumModuleBytes };
  const fetching = gateway.fetchRaw(id, limited);
  // Where there is no such module, nobody waits for it.
  fetching.catch(() => undefined);
  try {
    const transaction = (await gateway.fetchTransactionMeta([id], either)).get(id);
    if (transaction === undefined) throw notFound(id);
    const bytes = await fetching;
    const isWhole = transaction.dataBytes === null || bytes.length === transaction.dataBytes;
    return { transaction, bytes: isWhole ? bytes : await gateway.fetchData(transaction, limited) };
  } finally {
    stop.abort();
  }
}

interface StoredModule {
  readonly transaction: GatewayTransaction;
  readonly bytes: Bytes;
  /** Of a module on layer 1, as `GET /tx/{id}` tells it. */
  readonly transactionText: string | null;
}

async function loadModule(store: Store, id: ModuleId): Promise<StoredModule | undefined> {
  try {
    const document = await store.loadDocument('module', id);
    if (document === undefined || document.bytes === null) return undefined;
    const at = new JsonAt(JSON.parse(document.json), 'module');
    const transactionText = at.field('transactionText').textOrNull();
    return { transaction: decodeTransactionMeta(at), bytes: document.bytes, transactionText };
  } catch {
    return undefined;
  }
}

function notFound(id: ModuleId): SourceError {
  return new SourceError('not-found', `No gateway of this network knows module ${id}.`, {
    details: { itemId: id },
  });
}

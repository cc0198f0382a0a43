import type { Abortable } from '../../base/abort.ts';
import type { Bytes } from '../../base/bytes.ts';
import { SelfsameError, SourceError } from '../../base/errors.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { ModuleId } from '../../protocol/ids.ts';
import type { Transaction } from '../../protocol/transaction.ts';
import type { Store } from '../../storage/store.ts';
import { verifyModule } from '../../verification/moduleBinary.ts';
import type { Tally } from '../../verification/tally.ts';
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
  const fetchTransaction = async (transactionId: ModuleId): Promise<Transaction | undefined> => {
    try {
      return await gateway.fetchTransaction(transactionId, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof SourceError && error.code === 'not-found') return undefined;
      throw error;
    }
  };
  const verify = (transaction: GatewayTransaction, bytes: Bytes, source: string) =>
    verifyModule(transaction, bytes, id, { source, fetchTransaction: () => fetchTransaction(id) });

  const stored = await loadModule(store, id);
  if (stored !== undefined) {
    const { transaction, bytes } = stored;
    const tally = await verify(transaction, bytes, 'this browser').catch((error: unknown) => {
      options.signal?.throwIfAborted();
      if (!(error instanceof SelfsameError)) throw error;
      return undefined;
    });
    if (tally !== undefined) return { transaction, bytes, tally };
  }

  const transaction = (await gateway.fetchTransactionMeta([id], options)).get(id);
  if (transaction === undefined) throw notFound(id);
  const bytes = await gateway.fetchRaw(id, { ...options, maximumBytes: maximumModuleBytes });
  const tally = await verify(transaction, bytes, 'gateway');
  await store.saveDocument('module', id, { json: JSON.stringify(transaction), bytes }).catch(() => undefined);
  return { transaction, bytes, tally };
}

async function loadModule(
  store: Store,
  id: ModuleId,
): Promise<{ readonly transaction: GatewayTransaction; readonly bytes: Bytes } | undefined> {
  try {
    const document = await store.loadDocument('module', id);
    if (document === undefined || document.bytes === null) return undefined;
    return { transaction: JSON.parse(document.json) as GatewayTransaction, bytes: document.bytes };
  } catch {
    return undefined;
  }
}

function notFound(id: ModuleId): SourceError {
  return new SourceError('not-found', `No gateway of this network knows module ${id}.`, {
    details: { itemId: id },
  });
}

import type { Abortable } from '../../base/abort.ts';
import { JsonAt } from '../../base/json.ts';
import { untypedItemOf } from '../../protocol/gatewayItem.ts';
import { decodeTransactionMeta, type GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { ItemId } from '../../protocol/ids.ts';
import type { AoProcess } from '../../protocol/process.ts';
import type { Gateway } from '../../sources/gateway.ts';
import { isUntold } from '../../sources/untold.ts';
import type { Store, StoredDocument } from '../../storage/store.ts';
import { checkSpawn, isToldAs, readSignedSpawn, type Spawn } from '../../verification/spawn.ts';
import type { Tally } from '../../verification/tally.ts';

export interface FindSpawnOptions extends Abortable {
  readonly gateway: Pick<Gateway, 'fetchByOwner' | 'fetchRaw' | 'fetchTransactionMeta'>;
  readonly store: Pick<Store, 'loadDocument' | 'saveDocument'>;
}

/** A scheduler unit takes no larger items (legacynet.md §1.1), and bundles it with little beside. */
const maximumBytes = 11 * 1024 ** 2;
/** Of one scheduler, within one millisecond. */
const mostBundles = 8;

/**
 * Whether a process was spawned when its scheduler unit says, by what the scheduler signed then: kept in this browser, or shown by a gateway. For
 * schedules that do not begin with their process.
 * @throws the signal's reason
 */
export async function findSpawn(process: AoProcess, options: FindSpawnOptions): Promise<Tally> {
  const kept = await loadKept(process, options.store);
  if (kept !== undefined) return checkSpawn(process, kept, 'this browser');
  let another: Spawn | undefined;
  for await (const metadata of bundlesOf(process, options)) {
    const { signed, document } = (await unlessUntold(readBundle(process, metadata, options), options)) ?? {};
    if (signed !== undefined && document !== undefined && isToldAs(process, signed)) {
      await options.store.saveDocument('item', keyOf(process), document).catch(() => undefined);
      return checkSpawn(process, signed, 'gateway');
    }
    another ??= signed;
  }
  return checkSpawn(process, another, 'gateway');
}

/** That no gateway can tell one thing leaves that unknown, and the others to be asked for. */
async function unlessUntold<Value>(
  telling: Promise<Value>,
  { signal }: Abortable,
): Promise<Value | undefined> {
  try {
    return await telling;
  } catch (error) {
    signal?.throwIfAborted();
    if (!isUntold(error)) throw error;
    return undefined;
  }
}

/** What may be the scheduler's bundle of the process: by what the scheduler wrote on it, and where the index has that otherwise, by what is in it. */
async function* bundlesOf(
  { id, scheduler, timestampMs }: AoProcess,
  { gateway, signal }: FindSpawnOptions,
): AsyncGenerator<GatewayTransaction> {
  if (scheduler === undefined) return;
  const tags = [
    { name: 'Bundle-Format', values: ['binary'] },
    { name: 'Timestamp', values: [String(timestampMs)] },
  ];
  const query = { owner: scheduler, tags, limit: mostBundles };
  yield* (await unlessUntold(gateway.fetchByOwner(query, { signal }), { signal })) ?? [];
  const bundledIn = (await metadataOf(id))?.bundledIn ?? null;
  const bundle = bundledIn === null ? undefined : await metadataOf(bundledIn);
  if (bundle !== undefined) yield bundle;

  async function metadataOf(item: ItemId): Promise<GatewayTransaction | undefined> {
    return (await unlessUntold(gateway.fetchTransactionMeta([item], { signal }), { signal }))?.get(item);
  }
}

interface ReadBundle {
  /** Undefined where it is something else. */
  readonly signed: Spawn | undefined;
  readonly document: StoredDocument;
}

async function readBundle(
  process: AoProcess,
  metadata: GatewayTransaction,
  { gateway, signal }: FindSpawnOptions,
): Promise<ReadBundle> {
  const json = JSON.stringify(metadata);
  const isOthers = metadata.ownerAddress !== process.scheduler;
  if (isOthers || (metadata.dataBytes ?? 0) > maximumBytes)
    return { signed: undefined, document: { json, bytes: null } };
  const bytes = await gateway.fetchRaw(metadata.id, { maximumBytes, signal });
  const item = untypedItemOf(metadata, bytes);
  return { signed: item && (await readSignedSpawn(process, item)), document: { json, bytes } };
}

/** What is kept is as untrusted as what a gateway shows; undefined, too, where the process is told otherwise by now. */
async function loadKept(process: AoProcess, store: FindSpawnOptions['store']): Promise<Spawn | undefined> {
  try {
    const document = await store.loadDocument('item', keyOf(process));
    if (document === undefined || document.bytes === null) return undefined;
    const metadata = decodeTransactionMeta(new JsonAt(JSON.parse(document.json), 'bundle'));
    const item = untypedItemOf(metadata, document.bytes);
    const signed = item && (await readSignedSpawn(process, item));
    return signed && isToldAs(process, signed) ? signed : undefined;
  } catch {
    return undefined;
  }
}

/** The store forgets what begins with a process's id together with the process, and a file of the process brings it along. */
function keyOf({ id }: AoProcess): string {
  return `${id}/spawn`;
}

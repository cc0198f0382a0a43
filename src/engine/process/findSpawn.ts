import type { Abortable } from '../../base/abort.ts';
import { JsonAt } from '../../base/json.ts';
import { untypedItemOf } from '../../protocol/gatewayItem.ts';
import { decodeTransactionMeta, type GatewayTransaction } from '../../protocol/gatewayJson.ts';
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
  try {
    for await (const metadata of bundlesOf(process, options)) {
      const { signed, document } = await readBundle(process, metadata, options);
      if (signed !== undefined && isToldAs(process, signed)) {
        await options.store.saveDocument('item', keyOf(process), document).catch(() => undefined);
        return checkSpawn(process, signed, 'gateway');
      }
      another ??= signed;
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    // That no gateway can tell leaves it unknown.
    if (!isUntold(error)) throw error;
  }
  return checkSpawn(process, another, 'gateway');
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
  yield* await gateway.fetchByOwner({ owner: scheduler, tags, limit: mostBundles }, { signal });
  const { bundledIn = null } = (await gateway.fetchTransactionMeta([id], { signal })).get(id) ?? {};
  if (bundledIn === null) return;
  const bundle = (await gateway.fetchTransactionMeta([bundledIn], { signal })).get(bundledIn);
  if (bundle !== undefined) yield bundle;
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

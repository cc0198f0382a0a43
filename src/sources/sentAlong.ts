import type { Abortable } from '../base/abort.ts';
import { isSelfsameError } from '../base/errors.ts';
import { decodeBundle } from '../protocol/bundle.ts';
import { itemIdOf } from '../protocol/dataItem.ts';
import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import type { ItemId } from '../protocol/ids.ts';
import { findTag } from '../protocol/tags.ts';
import {
  type ArchivedRange,
  type ArchiveGateway,
  type Assigned,
  dataAtOnce,
  mapAtOnce,
  mostBytesOf,
  mostDataBytes,
  nonceOf,
} from './archive.ts';
import { fewValues, isRefusal } from './assignmentIndex.ts';
import { maximumIds } from './graphql.ts';

/**
 * Those whose message came along with its assignment: to a process a unit writes what is addressed to it, once (legacynet.md §1.5); anything else it
 * only assigns. Nobody signs which, and whoever verifies knows that.
 */
export async function sentAlong(
  gateway: ArchiveGateway,
  range: ArchivedRange,
  items: readonly Assigned[],
  options: Abortable,
): Promise<ReadonlySet<Assigned>> {
  const sent = new Set<Assigned>();
  const addressed: AssignedItem[] = [];
  for (const each of items) {
    const { assignment, item, isProcess } = each;
    if (item === undefined || isProcess) sent.add(each);
    else if (item.recipient === range.processId && !isOfLayer1(item))
      addressed.push({ each, assignment, item });
  }
  const first = await assignedFirst(gateway, range, addressed, options);
  const alone = await assignedAlone(gateway, range, first, options);
  for (const found of first) if (!alone.has(found)) sent.add(found.each);
  return sent;
}

/** Addressed to the process. */
interface AssignedItem {
  readonly each: Assigned;
  readonly assignment: GatewayTransaction;
  readonly item: GatewayTransaction;
}

/** What is in no bundle, though in a block. Before it is in a block, an index may know it already, and not yet the bundle that it will be in. */
function isOfLayer1({ bundledIn, blockHeight }: GatewayTransaction): boolean {
  return bundledIn === null && blockHeight !== null;
}

/** Those that no earlier assignment names. That they lie in one bundle with their assignment says nothing: a bundler puts together whatever it gets. */
async function assignedFirst(
  gateway: ArchiveGateway,
  range: ArchivedRange,
  items: readonly AssignedItem[],
  options: Abortable,
): Promise<readonly AssignedItem[]> {
  if (items.length === 0) return [];
  const found = await assignmentsOf(gateway, range, items, options);
  // The newest come first, so that it is the earliest ones that an answer without room lacks.
  const isCut = found !== 'refused' && found.length >= maximumIds;
  if (found === 'refused' || (isCut && items.length > 1)) {
    const length = found === 'refused' ? fewValues : Math.ceil(items.length / 2);
    const [some, rest] = [items.slice(0, length), items.slice(length)];
    const ids = new Set(some.map(({ item }) => item.id));
    const others = rest.filter(({ item }) => !ids.has(item.id));
    return [
      ...(await assignedFirst(gateway, range, some, options)),
      ...(await assignedFirst(gateway, range, others, options)),
    ];
  }
  const all = [...found, ...items.map(({ assignment }) => assignment)];
  return items.filter(({ assignment, item }) => {
    const isEarlier = (other: GatewayTransaction) =>
      findTag(other.tags, 'Message') === item.id && nonceOf(other) < nonceOf(assignment);
    return !all.some(isEarlier);
  });
}

/** All that the scheduler has assigned them to the process by, the newest block first. */
async function assignmentsOf(
  gateway: ArchiveGateway,
  { processId, scheduler }: ArchivedRange,
  items: readonly AssignedItem[],
  options: Abortable,
): Promise<readonly GatewayTransaction[] | 'refused'> {
  const tags = [
    { name: 'Process', values: [processId] },
    { name: 'Message', values: [...new Set(items.map(({ item }) => item.id))] },
  ];
  try {
    return await gateway.fetchByOwner({ owner: scheduler, tags, limit: maximumIds }, options);
  } catch (error) {
    if (!isRefusal(error) || items.length <= fewValues) throw error;
    return 'refused';
  }
}

/**
 * Those that a unit signed a bundle without. Before March 2026 it put what came along into one bundle with the assignment (legacynet.md §11.3), so where
 * the item is said to lie in another one, which may be because somebody has uploaded it anew, the bundle is looked into.
 */
async function assignedAlone(
  gateway: ArchiveGateway,
  { scheduler }: ArchivedRange,
  items: readonly AssignedItem[],
  options: Abortable,
): Promise<ReadonlySet<AssignedItem>> {
  const bundleIds = items.map(({ assignment }) => assignment.bundledIn);
  const apart = items.flatMap((found) => {
    const { bundledIn } = found.assignment;
    // A unit's bundle has one assignment.
    const isOne = bundledIn !== null && bundleIds.filter((id) => id === bundledIn).length === 1;
    return isOne && found.item.bundledIn !== bundledIn ? [{ found, bundledIn }] : [];
  });
  if (apart.length === 0) return new Set();
  const bundles = await gateway.fetchTransactionMeta(
    apart.map(({ bundledIn }) => bundledIn),
    options,
  );
  const alone = await mapAtOnce(dataAtOnce, apart, async ({ found, bundledIn }) => {
    const bundle = bundles.get(bundledIn);
    // What another index may say of it decides.
    if (bundle === undefined && bundles.unasked !== undefined) throw bundles.unasked;
    if (bundle?.ownerAddress !== scheduler) return undefined;
    return (await hasItem(gateway, bundle, found.item.id, options)) ? undefined : found;
  });
  return new Set(alone.filter((found) => found !== undefined));
}

const unread: ReadonlySet<string> = new Set([
  'not-found',
  'too-large',
  'invalid-bundle',
  'invalid-data-item',
]);

async function hasItem(
  gateway: ArchiveGateway,
  bundle: GatewayTransaction,
  id: ItemId,
  { signal }: Abortable,
): Promise<boolean> {
  // A bundle is never empty: an index says so where it does not know how large it is.
  const maximumBytes = mostBytesOf(bundle) || mostDataBytes;
  try {
    const items = decodeBundle(await gateway.fetchData(bundle, { maximumBytes, signal }));
    return items.some(({ signature }) => itemIdOf(signature) === id);
  } catch (error) {
    // What nobody shows says nothing against it.
    if (isSelfsameError(error) && unread.has(error.code)) return true;
    throw error;
  }
}

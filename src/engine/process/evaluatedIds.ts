import type { LineId } from '../../storage/line.ts';
import type { NonceRange, NonceText, Store } from '../../storage/store.ts';

/**
 * The ids of what a line has evaluated, by which the reference skips duplicates: kept apart from the results, so that all of them can be
 * read at once. They lie in the store's results under a line of their own, and are sealed like those.
 */
function idsOf(lineId: LineId): LineId {
  return `${lineId}/evaluated` as LineId;
}

export function saveEvaluatedIds(store: Store, lineId: LineId, ids: readonly NonceText[]): Promise<void> {
  return store.saveResults(idsOf(lineId), ids);
}

/**
 * The ids of a range.
 * @returns undefined where some are missing: they then have to be found again in the schedule
 */
export async function loadEvaluatedIds(
  store: Store,
  lineId: LineId,
  range: NonceRange,
): Promise<ReadonlySet<string> | undefined> {
  const stored = await store.loadResults(idsOf(lineId), range);
  if (stored.length !== range.toNonce - range.fromNonce + 1) return undefined;
  return new Set(stored.map(({ json }) => JSON.parse(json) as string));
}

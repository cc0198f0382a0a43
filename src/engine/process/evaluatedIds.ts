import type { LineId } from '../../storage/line.ts';
import type { NonceRange, NonceText, Store } from '../../storage/store.ts';

/** What a line remembers of entries, for later ones to be compared with. */
export interface EarlierIds {
  /** By `evaluatedIdOf`: what the reference skips when it comes again. */
  readonly evaluated: ReadonlySet<string>;
  /** Of all messages that were assigned, those among them that were skipped: no unit takes one twice. */
  readonly messages: ReadonlySet<string>;
}

/**
 * The ids of what a line has evaluated, by which the reference skips duplicates: kept apart from the results, so that all of them can be
 * read at once. They lie in the store's results under a line of their own, and are sealed like those.
 */
function idsOf(lineId: LineId): LineId {
  return `${lineId}/evaluated` as LineId;
}

/**
 * Of one entry, as it is kept.
 * @param evaluatedId empty where it was skipped
 */
export function earlierIdsText(evaluatedId: string, messageId: string): string {
  return JSON.stringify(evaluatedId === messageId ? messageId : `${evaluatedId} ${messageId}`);
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
): Promise<EarlierIds | undefined> {
  const stored = await store.loadResults(idsOf(lineId), range);
  if (stored.length !== range.toNonce - range.fromNonce + 1) return undefined;
  const [evaluated, messages] = [new Set<string>(), new Set<string>()];
  for (const { json } of stored) {
    const [evaluatedId = '', messageId = evaluatedId] = (JSON.parse(json) as string).split(' ');
    if (evaluatedId !== '') evaluated.add(evaluatedId);
    messages.add(messageId);
  }
  return { evaluated, messages };
}

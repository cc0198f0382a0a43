import type { ScheduledMessage } from '../../protocol/message.ts';
import { decodeScheduledMessage } from '../../protocol/scheduleJson.ts';
import type { NonceRange, NonceText, Store } from '../../storage/store.ts';

/** Text that is read from the database at once: a stretch of long messages has few of them. */
const stretchCharacters = 4 * 1024 * 1024;
const longestStretch = 1024;
/** Before it is known how long they are. */
const firstLength = 128;

/** How many entries like these are read at once. */
function fittingLength(stored: readonly NonceText[]): number {
  const characters = stored.reduce((sum, { json }) => sum + json.length, 0);
  const fitting = Math.floor((stretchCharacters * stored.length) / Math.max(1, characters));
  return stored.length === 0 ? longestStretch : Math.min(longestStretch, Math.max(16, fitting));
}

/** A schedule's entries as this browser keeps them, from a nonce up to the first that it does not. */
export async function* keptFrom(
  store: Pick<Store, 'loadSchedule'>,
  processId: string,
  fromNonce: number,
): AsyncGenerator<NonceText> {
  let length = firstLength;
  for (let next = fromNonce; ; ) {
    const stored = await store.loadSchedule(processId, { fromNonce: next, toNonce: next + length - 1 });
    for (const entry of stored) {
      if (entry.nonce !== next) return;
      yield entry;
      next += 1;
    }
    if (stored.length < length) return;
    length = fittingLength(stored);
  }
}

export interface KeptStretch {
  readonly range: NonceRange;
  /** Those entries of the range that are kept, by rising nonce. */
  readonly stored: readonly NonceText[];
}

/** A schedule backwards from a nonce, stretch by stretch and gaps included, down to its first message. */
export async function* keptBefore(
  store: Pick<Store, 'loadSchedule'>,
  processId: string,
  beforeNonce: number,
): AsyncGenerator<KeptStretch> {
  let length = firstLength;
  for (let before = beforeNonce; before > 0; ) {
    const range = { fromNonce: Math.max(0, before - length), toNonce: before - 1 };
    const stored = await store.loadSchedule(processId, range);
    yield { range, stored };
    before = range.fromNonce;
    length = fittingLength(stored);
  }
}

/** One entry; undefined where it is not kept, or cannot be read. */
export async function loadKept(
  store: Pick<Store, 'loadSchedule'>,
  processId: string,
  nonce: number,
): Promise<ScheduledMessage | undefined> {
  try {
    const [kept] = await store.loadSchedule(processId, { fromNonce: nonce, toNonce: nonce });
    return kept && decodeScheduledMessage(JSON.parse(kept.json));
  } catch {
    return undefined;
  }
}

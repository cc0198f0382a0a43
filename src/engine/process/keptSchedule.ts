import type { ScheduledMessage } from '../../protocol/message.ts';
import { decodeScheduledMessage } from '../../protocol/scheduleJson.ts';
import type { NonceText, Store } from '../../storage/store.ts';

/** Entries that are read from the database at once. */
const chunk = 512;

/** A schedule's entries as this browser keeps them, from a nonce up to the first that it does not. */
export async function* keptFrom(
  store: Pick<Store, 'loadSchedule'>,
  processId: string,
  fromNonce: number,
): AsyncGenerator<NonceText> {
  for (let next = fromNonce; ; ) {
    const stored = await store.loadSchedule(processId, { fromNonce: next, toNonce: next + chunk - 1 });
    for (const entry of stored) {
      if (entry.nonce !== next) return;
      yield entry;
      next += 1;
    }
    if (stored.length < chunk) return;
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

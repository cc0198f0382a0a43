import type { NonceText } from '../../storage/store.ts';
import type { BundledSchedule } from './bundledSchedule.ts';

/** Entries that are verified, or written, at once: each time costs two threads a message, and the database a transaction. */
const mostEntries = 256;
/** Fewer of them where they are long. */
const mostCharacters = 4 * 1024 * 1024;

/** A schedule's entries in order, so many at a time. */
export async function* entriesTogether(
  schedule: Pick<BundledSchedule, 'entries'>,
): AsyncGenerator<readonly NonceText[], void> {
  let nonce = 0;
  let together: NonceText[] = [];
  let characters = 0;
  for await (const json of schedule.entries()) {
    together.push({ nonce, json });
    nonce += 1;
    characters += json.length;
    if (together.length < mostEntries && characters < mostCharacters) continue;
    yield together;
    together = [];
    characters = 0;
  }
  if (together.length > 0) yield together;
}

/** How many of the schedule there are through the last of these. */
export function entriesAfter(texts: readonly NonceText[]): number {
  return (texts.at(-1)?.nonce ?? -1) + 1;
}

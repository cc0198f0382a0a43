import type { ScheduledMessage } from '../protocol/message.ts';

/**
 * Units order by time, so entries of one millisecond may come in any order (legacynet.md §1.2): those are put in order of nonce. Any other
 * disorder is left for the verifier to find, and entries of one nonce stay as they came. A whole page may be of one millisecond: n log n.
 */
export function orderTies<Entry extends { readonly entry: Pick<ScheduledMessage, 'assignment'> }>(
  entries: readonly Entry[],
): readonly Entry[] {
  const ordered: Entry[] = [];
  let tied: Entry[] = [];
  let tiedAtMs: number | undefined;
  const settle = () => {
    tied.sort((a, b) => a.entry.assignment.nonce - b.entry.assignment.nonce);
    for (const each of tied) ordered.push(each);
    tied = [];
  };
  for (const each of entries) {
    const { timestampMs } = each.entry.assignment;
    if (timestampMs !== tiedAtMs) settle();
    tied.push(each);
    tiedAtMs = timestampMs;
  }
  settle();
  return ordered;
}

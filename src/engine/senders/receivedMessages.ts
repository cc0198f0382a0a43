import type { Abortable } from '../../base/abort.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import { decodeScheduledMessage } from '../../protocol/scheduleJson.ts';
import { sendingProcessOf } from '../../verification/senderAuthority.ts';
import { statusOf, type Tally } from '../../verification/tally.ts';
import { readWindow } from '../answers/scheduleWindow.ts';
import type { SendersRequest } from '../api.ts';
import type { EvaluationTools } from '../evaluator/evaluationTools.ts';
import { findProcess } from '../process/findProcess.ts';
import { createExactItems } from '../replay/exactItems.ts';

/** A message that names a process as its sender. */
export interface ReceivedMessage {
  /** Who received it. */
  readonly processId: string;
  readonly entry: ScheduledMessage;
  /** What the message says; not yet known to be an id. */
  readonly senderId: string;
  readonly depth: number;
}

export interface AskedMessages {
  readonly received: readonly ReceivedMessage[];
  /** What was found about all messages of the range. */
  readonly tallies: readonly Tally[];
}

const windowLength = 200;

/** The messages that are asked about, each verified. Those that do not verify are in the tallies only: nothing is known of their sender. */
export async function readAskedMessages(
  { sources, store }: EvaluationTools,
  { processId, nonce, scope }: SendersRequest,
  { signal }: Abortable,
): Promise<AskedMessages> {
  const exactItems = createExactItems(sources.gateway, { signal });
  const { process, unit } = await findProcess(processId, sources, store, exactItems, { signal });
  const received: ReceivedMessage[] = [];
  const tallies: Tally[] = [];
  for (let from = scope === 'one' ? nonce : 0; from <= nonce; from += windowLength) {
    const toNonce = Math.min(nonce, from + windowLength - 1);
    const window = { process, fromNonce: from, toNonce, store, unit, fetchExact: exactItems.fetch, signal };
    for (const row of await readWindow(window)) {
      tallies.push(...row.tallies);
      if (row.tallies.some((tally) => statusOf(tally) === 'fails')) continue;
      received.push(...receivedIn(row.entry, process.id, 1));
    }
  }
  return { received, tallies };
}

/** What a process had received when it was at `throughNonce`, out of the schedule that it was evaluated over. */
export function readPassedMessages(
  passed: ReadonlyMap<number, string>,
  processId: string,
  throughNonce: number,
  depth: number,
): readonly ReceivedMessage[] {
  return [...passed]
    .filter(([nonce]) => nonce <= throughNonce)
    .sort(([a], [b]) => a - b)
    .flatMap(([, json]) => receivedIn(decodeScheduledMessage(JSON.parse(json)), processId, depth));
}

/** None or one. A process's own first entry is left out: it was spawned, not sent. */
function receivedIn(entry: ScheduledMessage, processId: string, depth: number): readonly ReceivedMessage[] {
  if (entry.assignment.messageId === null) return [];
  const senderId = sendingProcessOf(entry);
  return senderId === undefined ? [] : [{ processId, entry, senderId, depth }];
}

import type { ScheduledMessage } from '../../protocol/message.ts';
import { findTags } from '../../protocol/tags.ts';
import {
  compareEmission,
  type Emission,
  type EmissionDifference,
  targetOf,
} from '../../verification/emission.ts';
import type { MessageResult, SenderOutcome } from '../api.ts';
import type { ReceivedMessage } from './receivedMessages.ts';

/** A process cannot have sent what another had received an hour before by that one's scheduler; clocks differ by less. */
const clockSlackMs = 3_600_000;

interface Wanted {
  readonly received: ReceivedMessage;
  readonly target: string;
  outcome: SenderOutcome | undefined;
  nearest: Nearest | undefined;
  /** Receiver's nonce of an equal message that the only matching emission was taken for. */
  repeats: number | undefined;
}

interface Nearest {
  readonly nonce: number;
  readonly differences: readonly EmissionDifference[];
}

export interface SearchedResult {
  readonly result: MessageResult;
  /** The message that was evaluated; undefined for timers, and where it was not kept. */
  readonly cause: ScheduledMessage | undefined;
}

export interface EmissionSearch {
  /** No more results are needed: all is found, or what comes is too late to be it. */
  readonly isOver: boolean;
  look(searched: SearchedResult): void;
  /** @param unfinished why the evaluation ended before it could have found everything */
  outcomes(unfinished: string | undefined): ReadonlyMap<ReceivedMessage, SenderOutcome>;
}

/** Looks for received messages among what their sender emits, result by result in the sender's order. */
export function createEmissionSearch(
  sender: { readonly processId: string; readonly moduleId: string },
  received: readonly ReceivedMessage[],
): EmissionSearch {
  const wanted = received.map(
    (each): Wanted => ({
      received: each,
      target: (each.entry.message ?? each.entry.assigned)?.target ?? '',
      outcome: undefined,
      nearest: undefined,
      repeats: undefined,
    }),
  );
  const latestMs =
    clockSlackMs + received.reduce((ms, { entry }) => Math.max(ms, entry.assignment.timestampMs), 0);
  let isLate = false;

  function match(emission: Emission, senderNonce: number, index: number): void {
    let takenFor: number | undefined;
    for (const each of wanted) {
      if (each.outcome !== undefined || each.target !== targetOf(emission.outbox)) continue;
      const differences = compareEmission(each.received.entry, emission);
      if (differences.length > 0) {
        each.nearest = nearer(each.nearest, { nonce: senderNonce, differences });
      } else if (takenFor === undefined) {
        each.outcome = { kind: 'emitted', senderNonce, index };
        takenFor = each.received.entry.assignment.nonce;
      } else {
        each.repeats ??= takenFor;
      }
    }
  }

  return {
    get isOver() {
      return isLate || wanted.every(({ outcome }) => outcome !== undefined);
    },
    look({ result, cause }) {
      if (cause !== undefined && cause.assignment.timestampMs > latestMs) isLate = true;
      for (const [index, outbox] of (result.result?.Messages ?? []).entries()) {
        match({ ...sender, outbox, causes: causesOf(result, cause) }, result.nonce, index);
      }
    },
    outcomes: (unfinished) =>
      new Map(wanted.map((each) => [each.received, each.outcome ?? outcomeOf(each, isLate, unfinished)])),
  };
}

/** Messengers name the message that was evaluated, or the one at the beginning of a chain of pushes: behind whatever a process has said of that itself. */
function causesOf({ messageId }: MessageResult, cause: ScheduledMessage | undefined): readonly string[] {
  const tags = (cause?.message ?? cause?.assigned)?.tags ?? [];
  return [messageId, findTags(tags, 'Pushed-For').at(-1)].filter((id) => typeof id === 'string');
}

/** The one with fewer differences; among equals, one with the same anchor, which processes count up and do not repeat. */
function nearer(a: Nearest | undefined, b: Nearest): Nearest {
  if (a === undefined) return b;
  const distance = ({ differences }: Nearest) =>
    2 * differences.length + Number(differences.some(({ field }) => field === 'anchor'));
  return distance(b) < distance(a) ? b : a;
}

function outcomeOf(
  { received, nearest, repeats }: Wanted,
  isLate: boolean,
  unfinished: string | undefined,
): SenderOutcome {
  if (unfinished !== undefined) return { kind: 'unknown', reason: unfinished };
  const { senderId, processId } = received;
  if (repeats !== undefined) {
    const reason = `Process ${senderId} sent this once, and that is the message at nonce ${repeats}: here it is repeated.`;
    return { kind: 'not-emitted', reason, differences: [], nearestNonce: null };
  }
  // A withheld tail cannot be proven, here as little as at the head of any other schedule.
  const end = isLate ? '' : ' Its schedule ends there, as its scheduler unit tells it.';
  const reason =
    nearest === undefined
      ? `Process ${senderId} sent nothing to ${processId} up to then.${end}`
      : `Process ${senderId} sent nothing like it; what comes nearest was emitted at its nonce ${nearest.nonce}.${end}`;
  return {
    kind: 'not-emitted',
    reason,
    differences: nearest?.differences ?? [],
    nearestNonce: nearest?.nonce ?? null,
  };
}

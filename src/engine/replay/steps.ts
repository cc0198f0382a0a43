import type { CronEvent } from '../../protocol/cronSchedule.ts';
import { assignedIdOf, dedupeIdOf, evaluatedIdOf } from '../../protocol/dedupe.ts';
import type { ItemId } from '../../protocol/ids.ts';
import { type AoProcess, startsWithProcess } from '../../protocol/process.ts';
import { encodeCron, encodeScheduled, type WasmMessage } from '../../protocol/wasmMessage.ts';
import { checkCameAlong } from '../../verification/cameAlong.ts';
import type { EntryFinding } from '../../verification/schedule.ts';
import { checkSpawn } from '../../verification/spawn.ts';
import type { Tally } from '../../verification/tally.ts';
import type { Unsettled } from '../line/line.ts';
import { unsettledIn, unsettledOrigin, unsettledSpawn } from '../line/unsettled.ts';
import type { EarlierIds } from '../process/evaluatedIds.ts';
import type { ProcessMessage } from '../process/prepareProcess.ts';
import type { CronTimers, Moment } from './cronTimers.ts';
import type { VerifiedMessage } from './verifiedSchedule.ts';

/** What the evaluator does next, in order. */
export type Step =
  /** The synthetic first message of an older process; its outcome is kept by nobody (legacynet.md §4.4). */
  | { readonly kind: 'process'; readonly input: WasmMessage }
  | {
      readonly kind: 'message';
      readonly input: WasmMessage;
      readonly verified: VerifiedEntry;
      readonly evaluatedId: string;
    }
  /** The reference has evaluated an equal one before, and skips it (legacynet.md §6.4). */
  | { readonly kind: 'duplicate'; readonly verified: VerifiedEntry }
  | {
      readonly kind: 'cron';
      readonly input: WasmMessage;
      readonly event: CronEvent;
      /** The scheduled message that it fires after. */
      readonly afterNonce: number;
    }
  /** Evidence that belongs to no message. */
  | { readonly kind: 'finding'; readonly tally: Tally; readonly unsettled?: readonly Unsettled[] }
  /** Everything scheduled has been done: what follows (timers up to now) is for answering, and not part of the saved line. */
  | { readonly kind: 'head' };

/** What is still wanted of a verified message once the evaluator has its text. Hundreds of them wait, and the message itself is many times larger. */
export interface VerifiedEntry extends EntryFinding {
  /** The message's id, or the process's where its own entry names none (AOP-6). */
  readonly itemId: ItemId;
  readonly unsettled?: readonly Unsettled[];
}

export interface StepsOptions {
  readonly process: AoProcess;
  readonly schedule: AsyncIterable<readonly VerifiedMessage[]>;
  /** Where the line stands; undefined: nothing is evaluated yet. */
  readonly after: VerifiedMessage['position'] | undefined;
  readonly timers: CronTimers;
  readonly processMessage: () => Promise<ProcessMessage>;
  /** What came before `after`; asked for when the first entry comes. */
  readonly earlierIds: () => Promise<EarlierIds>;
  /** Until when timers fire after the last message; undefined: they do not. */
  readonly now: () => Promise<Moment | undefined>;
}

/** Of a batch. Timers may fire half a million times between two messages, and all of them at once would fill memory. */
const mostSteps = 200;

/**
 * Turns a verified schedule into what the reference evaluates for it (legacynet.md §6.1, §6.3): the process message where the schedule lacks
 * it, timers between messages, duplicates left out.
 */
export async function* planSteps(options: StepsOptions): AsyncGenerator<readonly Step[], void> {
  const { process, schedule, timers, earlierIds } = options;
  const fresh = { evaluated: new Set<string>(), messages: new Set<string>() };
  let left: Moment | undefined = options.after;
  let lastNonce = options.after?.nonce ?? 0;

  const isEvaluated = async (id: string) => fresh.evaluated.has(id) || (await earlierIds()).evaluated.has(id);
  const isAssigned = async (id: string) => fresh.messages.has(id) || (await earlierIds()).messages.has(id);
  const isDuplicate = async ({ message }: VerifiedMessage): Promise<boolean> => {
    const dedupeId = await dedupeIdOf(message);
    return dedupeId !== undefined && isEvaluated(dedupeId);
  };
  const cronStep = (event: CronEvent): Step => ({
    kind: 'cron',
    event,
    input: encodeCron(process, event),
    afterNonce: lastNonce,
  });
  async function* timersBetween(from: Moment, to: Moment): AsyncGenerator<Step, void> {
    for await (const found of timers.between(from, to)) {
      yield 'tally' in found ? { kind: 'finding', tally: found.tally } : cronStep(found);
    }
  }

  for await (const batch of schedule) {
    let steps: Step[] = [];
    for (const message of batch) {
      if (left === undefined) {
        steps.push(...(await beginning(message, options)));
        left = startsWithItself(message) ? undefined : process;
      }
      const doubt = await checkCameAlong(message.message, isAssigned);
      const verified = entryOf(message, doubt);
      const { position, itemId } = verified;
      fresh.messages.add(itemId);
      if (left !== undefined) {
        for await (const step of timersBetween(left, position)) {
          steps.push(step);
          if (steps.length < mostSteps) continue;
          yield steps;
          steps = [];
        }
      }
      if (await isDuplicate(message)) {
        steps.push({ kind: 'duplicate', verified });
      } else {
        const evaluatedId = await evaluatedIdOf(message.message);
        fresh.evaluated.add(evaluatedId);
        steps.push({ kind: 'message', verified, evaluatedId, input: encodeScheduled(message.message) });
      }
      left = position;
      lastNonce = position.nonce;
    }
    yield steps;
  }

  let ending: Step[] = left === undefined ? [...(await beginning(undefined, options))] : [];
  ending.push({ kind: 'head' });
  const now = timers.areSet ? await options.now() : undefined;
  if (now !== undefined) {
    for await (const step of timersBetween(left ?? process, now)) {
      ending.push(step);
      if (ending.length < mostSteps) continue;
      yield ending;
      ending = [];
    }
  }
  yield ending;
}

/** @param doubt what is found about it here */
function entryOf({ message, tallies, position }: VerifiedMessage, doubt: Tally | undefined): VerifiedEntry {
  const unsettled = unsettledIn(message, tallies);
  const entry = {
    tallies: doubt === undefined ? tallies : [...tallies, doubt],
    position,
    itemId: assignedIdOf(message),
  };
  return unsettled.length === 0 ? entry : { ...entry, unsettled };
}

async function beginning(
  first: VerifiedMessage | undefined,
  { process, timers, processMessage }: StepsOptions,
): Promise<readonly Step[]> {
  if (!startsWithItself(first)) {
    const { input, spawn } = await processMessage();
    return [
      { kind: 'process', input },
      { kind: 'finding', tally: spawn, unsettled: unsettledSpawn(input, spawn) },
    ];
  }
  // Timers count from what the unit tells of the spawn, and nothing else does.
  if (!timers.areSet) return [];
  const tally = checkSpawn(process, first.position, 'schedule');
  return [{ kind: 'finding', tally, unsettled: unsettledOrigin(first.message, tally) }];
}

function startsWithItself(first: VerifiedMessage | undefined): first is VerifiedMessage {
  return first !== undefined && startsWithProcess(first.message);
}

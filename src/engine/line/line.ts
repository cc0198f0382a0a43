import type { Evaluator } from '../../evaluation/evaluator.ts';
import type { LineId } from '../../storage/line.ts';
import type { SchedulePosition } from '../../verification/place.ts';
import type { Notable, Tally } from '../../verification/tally.ts';
import type { CheckpointOrigin } from '../checkpoints/origin.ts';
import type { OpenRead } from '../drive/driveEvidence.ts';

/**
 * Something that could not be checked when its message was evaluated, because no gateway told it as it was signed: a signature, that of the spawn,
 * or what a process read through WeaveDrive. One may have been away just then, so a later visit asks again. Plain data, kept with the line.
 */
export type Unsettled = UnsettledEntry | UnsettledRead;

export interface UnsettledEntry {
  readonly fact:
    | 'assignment-signatures'
    | 'assignment-tags'
    | 'message-signatures'
    /** Of a schedule that does not begin with its process. */
    | 'spawn'
    /** The unit told another spawn, by which timers count, than what was signed as the schedule's first entry. */
    | 'spawn-in-schedule';
  /** 0 for the spawn. */
  readonly nonce: number;
  /** What the ledger says of it. */
  readonly notable: Notable;
  /** Hex, of what was evaluated: nothing may be learnt from another entry of that nonce. */
  readonly entrySha256: string;
}

export interface UnsettledRead extends OpenRead {
  readonly fact: 'weavedrive-reads';
}

/**
 * One process on its way along its schedule: the running module, the place that it has reached, and the evidence for the way there.
 * One replay at a time moves it (`lineLock.ts`).
 */
export interface Line {
  readonly id: LineId;
  readonly evaluator: Evaluator;
  /** The last message that memory includes; undefined before the first. */
  position: SchedulePosition | undefined;
  /**
   * Timers have fired since that message: memory belongs to no place of the schedule until the next one is evaluated, and nobody could go on
   * from it without letting them fire once more.
   */
  isPastMessage?: boolean;
  /** What was found about the process, its module, and every message up to `position`. */
  tallies: readonly Tally[];
  /** What could not be checked on that way. */
  unsettled?: readonly Unsettled[];
  /** Time inside the module's `handle` from the first message to `position`, in this run and those before. */
  evaluationMs: number;
  /** The checkpoint in this browser that the evaluator was restored from; null where there was none. */
  readonly restoredNonce: number | null;
  /** The faster form of its module was found to do something else, now or before the line was saved, and is not used. */
  runsAsPublished?: true;
  /** Where it began, if not with the first message. */
  readonly origin: CheckpointOrigin | undefined;
}

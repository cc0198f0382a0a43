import { StorageError } from '../../base/errors.ts';
import type { EvaluationProfile } from '../../evaluation/profile.ts';
import type { SchedulePosition } from '../../verification/place.ts';
import type { Tally } from '../../verification/tally.ts';
import type { CheckpointOrigin } from '../checkpoints/origin.ts';
import type { Unsettled } from './line.ts';

/** Rises when the meaning of a saved ledger changes; older ones are then not resumed from. */
const version = 1;

/** How a line came to its checkpoint: what the schedule's verification needs to go on, and what it has found so far. */
export interface SavedLedger {
  readonly position: SchedulePosition;
  readonly tallies: readonly Tally[];
  /** What a later visit may learn about the way here. */
  readonly unsettled?: readonly Unsettled[];
  /** The faster form of the module was found to do something else. */
  readonly runsAsPublished?: true;
  /** How its module is run, where not as in the reference’s official image. */
  readonly profile?: EvaluationProfile;
  /** Where the line began, if not with the first message. */
  readonly origin?: CheckpointOrigin;
}

/** As text, to go with a checkpoint. The store seals it together with the memory. */
export function encodeSavedLedger(ledger: SavedLedger): string {
  return JSON.stringify({ version, ...ledger });
}

/**
 * @param json as `encodeSavedLedger` wrote it; the store has checked that this browser wrote it
 * @throws StorageError `corrupt`
 */
export function decodeSavedLedger(json: string): SavedLedger {
  const saved = JSON.parse(json) as SavedLedger & { readonly version: number };
  if (saved.version === version) return saved;
  throw new StorageError(
    'corrupt',
    `The checkpoint’s evidence has version ${saved.version}, not ${version}.`,
    {
      details: { expected: version, actual: saved.version },
    },
  );
}

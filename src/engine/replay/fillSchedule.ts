import type { Abortable } from '../../base/abort.ts';
import type { AoProcess } from '../../protocol/process.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import type { Store } from '../../storage/store.ts';
import { createScheduleVerifier } from '../../verification/schedule.ts';
import type { EngineContext } from '../context.ts';
import { keptBefore } from '../process/keptSchedule.ts';
import type { ExactItems } from './exactItems.ts';
import { watchScheduleSaves } from './scheduleSaves.ts';
import { verifiedSchedule } from './verifiedSchedule.ts';

export interface FillOptions extends Abortable {
  readonly context: Pick<EngineContext, 'createVerifier'>;
  readonly process: AoProcess;
  readonly store: Store;
  readonly unit: () => Promise<SchedulerUnit>;
  readonly exactItems: ExactItems;
  readonly throughNonce: number;
}

/**
 * Keeps what is missing of a schedule up to a nonce, fetched and verified. Where there was no room for some of it, checkpoints lead beyond, and
 * whoever goes on from those never asks for it. Asks nobody where nothing is missing; what storage refuses stays missing.
 * @throws VerificationError at the first entry that does not verify; SourceError
 */
export async function fillSchedule(options: FillOptions): Promise<void> {
  const { context, process, store, exactItems, throughNonce, signal } = options;
  const { createVerifier = createScheduleVerifier } = context;
  const toNonce = await lastMissing(store, process.id, throughNonce);
  if (toNonce === undefined) return;
  const saves = watchScheduleSaves(store);
  const schedule = verifiedSchedule({
    processId: process.id,
    // Links join from the first entry on, so those that are kept before it are verified again.
    after: undefined,
    toNonce,
    store: saves.store,
    unit: await options.unit(),
    verifierFrom: (after, source) => createVerifier({ process, source, after, fetchExact: exactItems.fetch }),
    prefetch: exactItems.prefetch,
    onStorageProblem: () => undefined,
    signal,
  });
  try {
    for await (const _ of schedule) signal?.throwIfAborted();
  } finally {
    await saves.settle();
  }
}

/** The last nonce up to `throughNonce` of which nothing is kept; undefined where there is none. */
export async function lastMissing(
  store: Pick<Store, 'loadSchedule'>,
  processId: string,
  throughNonce: number,
): Promise<number | undefined> {
  for await (const { range, stored } of keptBefore(store, processId, throughNonce + 1)) {
    const kept = new Set(stored.map(({ nonce }) => nonce));
    for (let nonce = range.toNonce; nonce >= range.fromNonce; nonce -= 1) {
      if (!kept.has(nonce)) return nonce;
    }
  }
  return undefined;
}

import { type Abortable, raceAbort } from '../../base/abort.ts';
import { EngineError, type SelfsameError, SourceError } from '../../base/errors.ts';
import type { AssignmentId } from '../../protocol/ids.ts';
import { isRefusal } from '../../sources/schedulerLocation.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import { failFact } from '../../verification/failure.ts';
import type { Line } from '../line/line.ts';

/** The end of a schedule, as far as anyone tells. */
export interface Head {
  /** Null: no scheduler unit can be reached, and what is stored has to do. */
  readonly unit: SchedulerUnit | null;
  /** Why it cannot. */
  readonly unreached?: SourceError;
  /** Null: the process has no messages, or nobody tells. */
  readonly latestNonce: number | null;
  /** Id of the latest assignment, by the same word. */
  readonly latestAssignmentId: AssignmentId | null;
}

export async function reachHead(
  unit: () => Promise<SchedulerUnit>,
  processId: string,
  options: Abortable,
): Promise<Head> {
  const reached = await unit();
  const latest = await reached.fetchLatest(processId, options);
  const { nonce, id } = latest?.assignment ?? { nonce: null, id: null };
  return { unit: reached, latestNonce: nonce, latestAssignmentId: id };
}

/** @throws SourceError where no unit can be reached and nothing of the schedule is kept */
export async function headOrOffline(
  reaching: Promise<Head>,
  hasSchedule: () => Promise<boolean>,
  onNotice: (sentence: string) => void,
  { signal }: Abortable,
): Promise<Head> {
  try {
    return await raceAbort(reaching, signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof SourceError) || !(await hasSchedule())) throw error;
    onNotice(
      `The scheduler unit cannot be reached, so there may be later messages than are known here: ${error.message}`,
    );
    return { unit: null, unreached: error, latestNonce: null, latestAssignmentId: null };
  }
}

/** Where another than the network's unit is asked, and where Arweave is read, which is slower, and may end earlier. */
export function tellWhoIsAsked({ unit }: Head, onNotice: (sentence: string) => void): void {
  const { standsInBecause, askedBecause, url = '' } = unit ?? {};
  if (standsInBecause !== undefined) {
    onNotice(
      `The scheduler unit ${whyNotIt(standsInBecause)}, so the schedule is read from Arweave, as far as gateways have it: ${standsInBecause.message}`,
    );
  }
  if (askedBecause !== undefined) {
    onNotice(
      `The network’s scheduler unit ${whyNotIt(askedBecause)}, so ${new URL(url).host} is asked, which its scheduler has published by the gateways’ index: ${askedBecause.message}`,
    );
  }
}

function whyNotIt(because: SelfsameError): string {
  return isRefusal(because) ? 'does not know the process' : 'cannot be reached';
}

/**
 * Before anything is evaluated: whether there is what was asked for. What a scheduler unit calls its latest may be older than its schedule, so
 * beyond that it is asked.
 * @throws EngineError `nonce-not-reached`; SourceError
 */
export async function checkReach(
  { unit, latestNonce }: Head,
  processId: string,
  toNonce: number | undefined,
  { signal }: Abortable,
): Promise<void> {
  if (toNonce === undefined || unit === null || toNonce <= (latestNonce ?? -1)) return;
  const request = { processId, afterNonce: toNonce - 1, toNonce };
  const { page } = await unit.fetchFirstPage(request, { signal });
  if (page.entries.length > 0) return;
  const end = latestNonce === null ? 'before the first message' : `at nonce ${latestNonce}`;
  throw notReached(toNonce, end, latestNonce);
}

/** What gateways lack, nobody withholds. */
function notIndexed(url: string, latestNonce: number, end: string): SourceError {
  return new SourceError(
    'not-indexed',
    `The gateways’ index knows an assignment at nonce ${latestNonce}, and the schedule, as far as it can be read from them, ends ${end}.`,
    { details: { url, nonce: latestNonce } },
  );
}

function notReached(toNonce: number, end: string, latestNonce: number | null): EngineError {
  return new EngineError(
    'nonce-not-reached',
    `There is no message at nonce ${toNonce}: the schedule ends ${end}.`,
    { details: { nonce: toNonce, latestNonce } },
  );
}

/**
 * Whether the line came as far as was asked, or as the scheduler unit said there is to come.
 * @throws EngineError `nonce-not-reached`; VerificationError `schedule-truncated`, `equivocation` (fact `head`); SourceError `not-indexed` where Arweave is
 * read; the unit's own error where nothing of the schedule could be read
 */
export function checkHead(
  line: Line,
  { unit, unreached, latestNonce, latestAssignmentId }: Head,
  toNonce: number | undefined,
): void {
  // What was kept could not be read after all: that is no process without messages.
  if (unreached !== undefined && line.position === undefined) throw unreached;
  const nonce = line.position?.nonce ?? null;
  const end = nonce === null ? 'before the first message' : `at nonce ${nonce}`;
  if (
    unit !== null &&
    latestNonce !== null &&
    (toNonce ?? latestNonce) <= latestNonce &&
    (nonce ?? -1) < (toNonce ?? latestNonce)
  ) {
    if (unit.standsInBecause !== undefined) throw notIndexed(unit.url, latestNonce, end);
    throw failFact(
      'head',
      'schedule-truncated',
      `The scheduler unit says that its latest message has nonce ${latestNonce}, and its schedule ends ${end}.`,
      { expected: String(latestNonce), actual: String(nonce ?? 'nothing'), ...(nonce !== null && { nonce }) },
    );
  }
  if (toNonce !== undefined && (nonce ?? -1) < toNonce) throw notReached(toNonce, end, latestNonce ?? nonce);
  const assignmentId = line.position?.assignmentId;
  if (latestAssignmentId !== null && nonce === latestNonce && assignmentId !== latestAssignmentId) {
    throw failFact(
      'head',
      'equivocation',
      `${unit?.standsInBecause === undefined ? 'The scheduler unit tells' : 'The gateways’ index knows'} two different assignments for nonce ${nonce}: one as the latest, one in the schedule.`,
      {
        itemId: latestAssignmentId,
        expected: latestAssignmentId,
        actual: assignmentId ?? 'nothing',
        ...(nonce !== null && { nonce }),
      },
    );
  }
}

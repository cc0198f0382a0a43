import type { Abortable } from '../../base/abort.ts';
import { isSelfsameError, ProtocolError, type SelfsameError, SourceError } from '../../base/errors.ts';
import { isAddressOfKey } from '../../protocol/address.ts';
import { untypedItemOf } from '../../protocol/gatewayItem.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import { type ItemId, isItemId } from '../../protocol/ids.ts';
import { findTag } from '../../protocol/tags.ts';
import { isOldBundle } from '../../sources/archivedEntries.ts';
import { createArchivedSchedule } from '../../sources/archivedSchedule.ts';
import type { MayBeSigned } from '../../sources/assignmentIndex.ts';
import { isRetriable } from '../../sources/backoff.ts';
import type { Gateway } from '../../sources/gateway.ts';
import { isOfAnother, isRefusal, type ProcessToLocate } from '../../sources/schedulerLocation.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import { checkUntypedItem } from '../../verification/dataItemSignature.ts';

type FindUnit = (process: ProcessToLocate, options?: Abortable) => Promise<SchedulerUnit>;

export interface UnitFinderOptions {
  readonly gateway: Gateway;
  /** The same without patience: somebody has waited for the unit already. */
  readonly probing: Pick<Gateway, 'fetchAssignments' | 'fetchTransactionMeta'>;
  /** Where the archive's answers are said to come from; undefined: the network has no gateway. */
  readonly gatewayUrl: string | undefined;
  /** The unit itself. */
  readonly locate: FindUnit;
  /** Why its host would not say that it keeps the process's schedule; undefined: it did. */
  readonly refusalOf: (processId: string) => SourceError | undefined;
  /** Another one, which the process's scheduler has published. */
  readonly locatePublished: FindUnit;
  /** Why it was found gone a moment ago; undefined: nobody knows that it is. */
  readonly goneBecause?: (processId: string) => SelfsameError | undefined;
  readonly onGone?: (processId: string, because: SelfsameError) => void;
  /** Whether it was found to know the process, its refusal notwithstanding. */
  readonly isKnowing?: (processId: string) => boolean;
  readonly onKnowing?: (processId: string) => void;
}

type Asked =
  | { readonly unit: SchedulerUnit; readonly reason?: SourceError }
  | { readonly unit?: undefined; readonly reason: SourceError };

/**
 * A process's scheduler unit; where that is gone, or knows nothing of the process, the one that its scheduler has published, and else what
 * Arweave has of its schedule. That is found out once. Nobody is turned to where the unit answers otherwise, however badly, or gateways know nothing of the process.
 */
export function createUnitFinder(options: UnitFinderOptions): FindUnit {
  const { gateway, probing, gatewayUrl, locate, locatePublished } = options;
  const instead = new Map<string, SchedulerUnit>();

  /** @throws SourceError where no gateway answers, either */
  async function findAnother(
    { processId, scheduler }: ProcessToLocate,
    because: SelfsameError,
    wait: Abortable,
  ): Promise<SchedulerUnit | undefined> {
    if (!isItemId(processId)) return undefined;
    const owner = scheduler ?? (await schedulerTag(probing, processId, wait));
    if (owner === undefined) return undefined;
    const isSigned: MayBeSigned = (assignment) => mayBeSigned(assignment, owner);
    const query = { owner, processId, nonces: [0], mayBeSigned: isSigned };
    const first = await probing.fetchAssignments(query, wait);
    try {
      const published = await locatePublished({ processId, scheduler: owner }, wait);
      return { ...published, askedBecause: because };
    } catch (error) {
      if (wait.signal?.aborted || !isSelfsameError(error)) throw error;
    }
    return first.length === 0 || gatewayUrl === undefined
      ? undefined
      : createArchivedSchedule({
          ...{ gateway, url: gatewayUrl, scheduler: owner },
          standsInBecause: because,
          mayBeSigned: isSigned,
        });
  }

  async function turnTo(process: ProcessToLocate, because: SelfsameError, wait: Abortable) {
    try {
      const another = await findAnother(process, because, wait);
      if (another !== undefined) instead.set(process.processId, another);
      return another;
    } catch (alsoGone) {
      if (wait.signal?.aborted || !isSelfsameError(alsoGone)) throw alsoGone;
      return undefined;
    }
  }

  /** The unit, if there is one, and the reason to turn to another. */
  async function ask(process: ProcessToLocate, wait: Abortable): Promise<Asked> {
    try {
      const unit = await locate(process, wait);
      const reason = await strangerBecause(unit, process.processId, wait);
      return reason === undefined ? { unit } : { unit, reason };
    } catch (reason) {
      if (wait.signal?.aborted || !isGone(reason)) throw reason;
      return { reason };
    }
  }

  /** A router refuses whatever it is asked about a process that it does not know (legacynet.md §1.1); a unit may lack just the route that tells it from routers. */
  async function strangerBecause(unit: SchedulerUnit, processId: string, wait: Abortable) {
    const refusal = options.refusalOf(processId);
    if (refusal === undefined || options.isKnowing?.(processId) === true) return undefined;
    try {
      await unit.fetchFirstPage({ processId, afterNonce: null, limit: 2 }, wait);
      options.onKnowing?.(processId);
      return undefined;
    } catch (error) {
      if (wait.signal?.aborted || !isSelfsameError(error)) throw error;
      return isRefusal(error) ? refusal : undefined;
    }
  }

  return async (process, wait = {}) => {
    const { processId } = process;
    const because = options.goneBecause?.(processId);
    const known = instead.get(processId) ?? (because && (await turnTo(process, because, wait)));
    if (known !== undefined) return known;
    const { unit, reason } = await ask(process, wait);
    if (reason !== undefined) {
      const another = await turnTo(process, reason, wait);
      if (another !== undefined) {
        options.onGone?.(processId, reason);
        return another;
      }
    }
    if (unit === undefined) throw reason;
    return unit;
  };
}

/** An assignment is empty. Of the bundles of before AOP-1 (legacynet.md §1.3) an index shows only a part, and nothing speaks against them. */
async function mayBeSigned(assignment: GatewayTransaction, scheduler: string): Promise<boolean> {
  if (isOldBundle(assignment)) return true;
  try {
    const item = untypedItemOf(assignment, new Uint8Array(0));
    if (item === undefined || !isAddressOfKey(scheduler, item.owner)) return false;
    return (await checkUntypedItem(item)) !== 'fails';
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

async function schedulerTag(
  gateway: UnitFinderOptions['probing'],
  id: ItemId,
  wait: Abortable,
): Promise<string | undefined> {
  const known = (await gateway.fetchTransactionMeta([id], wait)).get(id);
  return known && findTag(known.tags, 'Scheduler');
}

const goneCodes: ReadonlySet<string> = new Set(['scheduler-not-found', 'no-source-answered']);

function isGone(error: unknown): error is SourceError {
  if (!(error instanceof SourceError)) return false;
  // Who asks for patience is there.
  if (error.code === 'rate-limited') return false;
  return goneCodes.has(error.code) || isOfAnother(error) || isRetriable(error);
}

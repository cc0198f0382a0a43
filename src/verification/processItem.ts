import type { UntypedItem } from '../protocol/dataItem.ts';
import type { ProcessId } from '../protocol/ids.ts';
import type { AoProcess } from '../protocol/process.ts';
import type { EntryOptions } from './entry.ts';
import { failFact } from './failure.ts';
import { verifySchedulerItem } from './schedulerItem.ts';
import { held, type Tally, unknown } from './tally.ts';

export interface CheckedProcess {
  readonly tally: Tally;
  /** The process's item as it was signed; undefined while its signature is unknown. Its data is what `/raw` should give. */
  readonly exact: UntypedItem | undefined;
}

/**
 * Whether a process is what its id says: the hash of a signature that covers its owner, module, scheduler and all its tags.
 * @param expectedId the id that was asked for
 * @throws VerificationError `wrong-process`, and as `verifySchedulerItem`; `details.fact` is `process-signature`
 */
export async function verifyProcess(
  process: AoProcess,
  expectedId: ProcessId,
  { source, fetchExact }: EntryOptions,
): Promise<CheckedProcess> {
  const fact = 'process-signature';
  const itemId = process.id;
  if (itemId !== expectedId) {
    throw failFact(fact, 'wrong-process', `Process ${expectedId} was asked for, and ${itemId} came.`, {
      itemId,
      expected: expectedId,
      actual: itemId,
    });
  }
  const finding = await verifySchedulerItem(process.item, { role: 'process', fact, fetchExact });
  if (finding.status === 'holds') return { tally: held(fact, source), exact: finding.exact };
  return { tally: unknown(fact, source, { reason: finding.reason, itemId }), exact: undefined };
}

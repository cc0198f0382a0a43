import { SelfsameError } from '../base/errors.ts';
import { arweaveAddressOf } from '../protocol/address.ts';
import { decodeBundle } from '../protocol/bundle.ts';
import { itemIdOf, tagsOf, type UntypedItem } from '../protocol/dataItem.ts';
import type { AoProcess } from '../protocol/process.ts';
import { findTag } from '../protocol/tags.ts';
import { checkUntypedItem } from './dataItemSignature.ts';
import { held, type Tally, unknown } from './tally.ts';

/** When a process was spawned, by its scheduler's clock and the block that it knew of. */
export interface Spawn {
  readonly timestampMs: number;
  readonly blockHeight: number;
}

/**
 * Before schedules began with their process (AOP-6), the scheduler signed a bundle of the process alone, with time and block as its tags
 * (legacynet.md §1.4): what it says of the spawn.
 * @param item whatever a gateway shows
 * @returns undefined where it is not that, or its scheduler's signature does not hold
 */
export async function readSignedSpawn(
  { id, scheduler }: Pick<AoProcess, 'id' | 'scheduler'>,
  item: UntypedItem,
): Promise<Spawn | undefined> {
  if (arweaveAddressOf(item.owner) !== scheduler || (await checkUntypedItem(item)) !== 'holds')
    return undefined;
  try {
    const [process, ...others] = decodeBundle(item.data);
    if (process === undefined || others.length > 0 || itemIdOf(process.signature) !== id) return undefined;
    const tags = tagsOf(item);
    const timestampMs = wholeNumber(findTag(tags, 'Timestamp'));
    const blockHeight = wholeNumber(findTag(tags, 'Block-Height'));
    return timestampMs === undefined || blockHeight === undefined ? undefined : { timestampMs, blockHeight };
  } catch (error) {
    if (error instanceof SelfsameError) return undefined;
    throw error;
  }
}

function wholeNumber(text = ''): number | undefined {
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

/**
 * Whether a module is told the spawn that the scheduler signed. A scheduler that was asked twice may have signed two, so another one
 * accuses nobody.
 * @param signed undefined where nobody shows it
 * @param source who showed it, or was asked for it
 */
export function checkSpawn(process: AoProcess, signed: Spawn | undefined, source: string): Tally {
  const itemId = process.id;
  if (signed === undefined) {
    const reason =
      'The schedule does not begin with the process itself, and no gateway shows what the scheduler signed when that was spawned: its time and block, which the module is told first, are the scheduler unit’s word.';
    return unknown('spawn', source, { reason, itemId });
  }
  if (isToldAs(process, signed)) return held('spawn', source, { reason: holds, itemId });
  const reason =
    'The scheduler has signed another time or block of the spawn than its unit tells, by which the process is evaluated.';
  return unknown('spawn', source, { reason, itemId, expected: tell(signed), actual: tell(process) });
}

/** Whether the scheduler unit tells of the spawn what was signed. */
export function isToldAs({ timestampMs, blockHeight }: Spawn, signed: Spawn): boolean {
  return timestampMs === signed.timestampMs && blockHeight === signed.blockHeight;
}

const holds =
  'Time and block of the spawn, by which the process is evaluated, are what the scheduler signed.';

function tell({ timestampMs, blockHeight }: Spawn): string {
  return `${timestampMs} ms, block ${blockHeight}`;
}

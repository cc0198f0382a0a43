import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import type { ItemId } from '../protocol/ids.ts';
import { findTag } from '../protocol/tags.ts';
import type { Gateway } from './gateway.ts';

export type ArchiveGateway = Pick<
  Gateway,
  'fetchAssignments' | 'fetchByOwner' | 'fetchData' | 'fetchTransactionMeta'
>;

export interface ArchivedRange {
  readonly processId: string;
  /** The scheduler's address. */
  readonly scheduler: string;
  /** At most 100, each one more than the one before. */
  readonly nonces: readonly number[];
}

/** An assignment, and what the index says of the item that it assigns. */
export interface Assigned {
  readonly assignment: GatewayTransaction;
  /** Of the item; undefined: of before AOP-1, when the scheduler signed a bundle of the message (legacynet.md §1.3). */
  readonly id: ItemId | undefined;
  /** Undefined, too, where no index knows it. */
  readonly item: GatewayTransaction | undefined;
  readonly isProcess: boolean;
}

/** Data of so many messages is asked for at once. */
export const dataAtOnce = 6;
/** Of one answer, however few messages that are: a page is held as a whole. */
export const mostDataBytes = 64 * 1024 ** 2;

/** More than the index says is not taken of a gateway, so that a page stays as small as it was cut. */
export function mostBytesOf({ dataBytes }: GatewayTransaction): number {
  return Math.min(dataBytes ?? mostDataBytes, mostDataBytes);
}

/** As its tag says; not a number where that says none. */
export function nonceOf({ tags }: GatewayTransaction): number {
  const text = findTag(tags, 'Nonce') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

export async function mapAtOnce<Value, Result>(
  count: number,
  values: readonly Value[],
  map: (value: Value) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = values.entries();
  const work = async () => {
    for (const [index, value] of waiting) results[index] = await map(value);
  };
  await Promise.all(Array.from({ length: Math.min(count, values.length) }, work));
  return results;
}

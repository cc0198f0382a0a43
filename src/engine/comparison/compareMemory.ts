import { isSelfsameError } from '../../base/errors.ts';
import type { ClaimedState, ComputeUnit } from '../../sources/computeUnit.ts';
import type { AnswerDifference, UnitComparison } from '../api.ts';
import { noSearch, pendingComparison } from './compareUnit.ts';
import type { OwnAnswers, OwnMemory } from './ownAnswers.ts';
import type { AskedMessage } from './unitAnswers.ts';

export interface MemoryContext {
  readonly own: OwnAnswers;
  readonly findMessage: (nonce: number) => Promise<AskedMessage>;
  readonly steadyMs: () => number;
  readonly signal: AbortSignal;
  readonly onChange: (comparison: UnitComparison) => void;
}

/**
 * Asks a unit for its memory after the nonce, and compares its hash with that of our own. What goes wrong is part of the comparison; rejects
 * only when stopped, or where our own side fails.
 */
export async function compareMemory(unit: ComputeUnit, context: MemoryContext): Promise<void> {
  const { own, steadyMs, onChange } = context;
  if (own.memory === undefined) throw new TypeError('Our own memory has not been hashed.');
  const startMs = steadyMs();
  const found = await ask(unit, own.memory, context);
  const elapsedMs = steadyMs() - startMs;
  const search = { ...noSearch, state: 'ended' } as const;
  const comparison = { ...pendingComparison(unit), ...found, elapsedMs, search };
  if (found.outcome !== 'differs') {
    onChange(comparison);
    return;
  }
  const difference = await describe(found, own.memory, context);
  onChange({ ...comparison, search: { ...search, differsNonce: own.nonce, difference } });
}

type Found = Pick<UnitComparison, 'outcome' | 'reason' | 'path'> & {
  /** What its memory is, as far as it was read. */
  readonly theirs?: object;
};

async function ask(unit: ComputeUnit, ours: OwnMemory, { own, signal }: MemoryContext): Promise<Found> {
  const { memoryBytes, timestampMs: toMs } = ours;
  const processId = own.process.id;
  try {
    // More than ours is another memory already, however it goes on.
    const theirs = await unit.hashState({ processId, toMs, maximumBytes: memoryBytes }, { signal });
    return compare(theirs, ours, own.nonce);
  } catch (error) {
    signal.throwIfAborted();
    if (!isSelfsameError(error)) throw error;
    const reason =
      error.code === 'not-found'
        ? `It does not offer its memory, or does not know the process: ${error.message}`
        : error.message;
    return { outcome: 'failed', reason, path: null };
  }
}

function compare(theirs: ClaimedState, ours: OwnMemory, nonce: number): Found {
  const { memorySha256, memoryBytes } = theirs;
  if (memorySha256 === ours.memorySha256) {
    const reason = `Its memory is that of this browser after nonce ${nonce}, byte for byte.`;
    return { outcome: 'same', reason, path: null };
  }
  if (theirs.nonce !== null && theirs.nonce !== nonce) {
    const reason = `It gave its memory after nonce ${theirs.nonce}.`;
    return { outcome: theirs.nonce < nonce ? 'behind' : 'failed', reason, path: null };
  }
  const unsaid = theirs.nonce === null ? ' It does not say after which message it is.' : '';
  const reason = `Its memory is another than that of this browser after nonce ${nonce}.${unsaid}`;
  if (memorySha256 === null) {
    const longer = { memoryBytes: `more than ${ours.memoryBytes}` };
    return { outcome: 'differs', reason, path: 'memoryBytes', theirs: longer };
  }
  const path = memoryBytes === ours.memoryBytes ? 'memorySha256' : 'memoryBytes';
  return { outcome: 'differs', reason, path, theirs: { memorySha256, memoryBytes } };
}

async function describe(
  { path, theirs }: Found,
  { memorySha256, memoryBytes }: OwnMemory,
  { own, findMessage }: MemoryContext,
): Promise<AnswerDifference> {
  const { messageId, action } = await findMessage(own.nonce);
  return {
    ...{ nonce: own.nonce, messageId, action },
    path: path ?? 'memorySha256',
    ours: JSON.stringify({ memorySha256, memoryBytes }, null, 2),
    theirs: JSON.stringify(theirs, null, 2),
  };
}

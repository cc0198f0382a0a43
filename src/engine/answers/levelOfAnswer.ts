import { VerificationError } from '../../base/errors.ts';
import type { EvidenceLevel, Fact } from '../../verification/evidence.ts';
import { type LevelOptions, levelOf } from '../../verification/ledger.ts';

/**
 * The word for a value that was evaluated here. That another unit says something else does not weaken it: its claim is what is contradicted.
 * @throws VerificationError where a fact fails: then there is no value to show
 */
export function levelOfAnswer(facts: readonly Fact[], options: LevelOptions = {}): EvidenceLevel {
  const own = facts.filter(({ name }) => name !== 'compute-units');
  const level = levelOf(own, options);
  if (level !== undefined) return level;
  const failing = own.find(({ status }) => status === 'fails');
  throw new VerificationError('fact-fails', failing?.reason ?? 'A check failed.', {
    details: { fact: failing?.name ?? 'unknown' },
  });
}

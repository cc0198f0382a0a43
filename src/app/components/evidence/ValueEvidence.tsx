import type { Fact, FactName } from '../../../engine/api.ts';
import { EvidenceDialog } from './EvidenceDialog.tsx';
import { EvidenceLedger } from './EvidenceLedger.tsx';
import { weakestOf } from './evidenceWords.ts';

interface ValueEvidenceProps {
  /** Within a sentence: `the owner`. */
  readonly what: string;
  readonly facts: readonly Fact[];
  /** Those of the facts that speak of this value. */
  readonly names: readonly FactName[];
  /** What the facts do not say of it: whose word it is beyond them. */
  readonly note?: string;
}

/** The facts behind one value of a page that lists all of its facts at its end. */
export function ValueEvidence({ what, facts, names, note }: ValueEvidenceProps) {
  const own = facts.filter(({ name }) => names.includes(name));
  return (
    <EvidenceDialog what={what} opener={{ kind: 'mark', status: weakestOf(own) }}>
      {() => (
        <>
          {note === undefined ? null : <p className="prose">{note}</p>}
          {own.length === 0 && note !== undefined ? null : <EvidenceLedger facts={own} />}
        </>
      )}
    </EvidenceDialog>
  );
}

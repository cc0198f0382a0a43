import type { Claim, Lie } from '../../engine/api.ts';
import { FactStatusBadge } from '../components/evidence/EvidenceBadge.tsx';
import { factTitles } from '../components/evidence/evidenceWords.ts';

const claims: Readonly<Record<Claim['status'], string>> = {
  pending: 'Its claim stays open.',
  claimed: 'Its claim is shown as a claim.',
  agrees: 'Its claim agrees in the end.',
  differs: 'Its claim is contradicted.',
  failed: 'It is said to have given no answer.',
};

/** What must come of a lie, before it is told. */
export function Foretold({ expect: { fact, status = 'fails', code, claim } }: Pick<Lie, 'expect'>) {
  if (fact !== undefined)
    return (
      <>
        <FactStatusBadge status={status} /> <span className="lie-fact">{factTitles[fact]}</span>
      </>
    );
  if (code !== undefined)
    return (
      <>
        Reading ends with the error <code>{code}</code>
      </>
    );
  return claim === undefined ? null : claims[claim];
}

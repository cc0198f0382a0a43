import { useId } from 'react';
import type { CompareAnswer, ComparedQuestion, JobSnapshot, UnitComparison } from '../../engine/api.ts';
import { EvidenceBadge } from '../components/evidence/EvidenceBadge.tsx';
import { EvidenceDisclosure } from '../components/evidence/EvidenceDisclosure.tsx';
import { shownLevel } from '../components/evidence/evidenceWords.ts';
import { ForeignText } from '../components/foreign/ForeignText.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { formatDuration, shortenSource } from '../format.ts';
import { Boundary } from './Boundary.tsx';
import { outcomeWords } from './compareWords.ts';

interface ComparisonProps {
  readonly snapshot: JobSnapshot;
  readonly answer: CompareAnswer;
  readonly question: ComparedQuestion;
}

/** Who says what beside what was evaluated here; below, each unit that differs, and from where on. */
export function Comparison({ snapshot, answer, question }: ComparisonProps) {
  const headingId = useId();
  const { units, nonce, token } = answer;
  return (
    <>
      <section className="panel stack" aria-labelledby={headingId}>
        <h2 id={headingId} className="visually-hidden">
          Comparison
        </h2>
        <p className="row">
          <EvidenceBadge level={shownLevel(answer.level, snapshot.facts)} />
          <span className="quiet">
            here, through nonce <Nonce nonce={nonce} />
          </span>
        </p>
        <table className="units">
          <caption className="visually-hidden">Compute units</caption>
          <thead>
            <tr>
              <th scope="col">Compute unit</th>
              <th scope="col">At this nonce it</th>
              <th scope="col" className="units-number">
                Took
              </th>
            </tr>
          </thead>
          <tbody>
            {units.map((unit) => (
              <UnitRow key={unit.computeUnit} unit={unit} />
            ))}
          </tbody>
        </table>
        <EvidenceDisclosure facts={snapshot.facts} />
      </section>
      {units.map((unit) => (
        <Boundary
          key={unit.computeUnit}
          request={snapshot.request}
          question={question.kind}
          {...{ unit, token }}
        />
      ))}
    </>
  );
}

function UnitRow({ unit }: { readonly unit: UnitComparison }) {
  return (
    <tr data-unit={unit.computeUnit} data-outcome={unit.outcome}>
      <th scope="row" title={unit.computeUnit}>
        {shortenSource(unit.computeUnit)}
      </th>
      <td>
        <strong>{outcomeWords[unit.outcome]}</strong>
        {unit.path === null ? null : (
          <>
            {' '}
            at <ForeignText text={unit.path} />
          </>
        )}
        {unit.outcome === 'failed' || unit.outcome === 'behind' ? (
          <span className="quiet">
            : <ForeignText text={unit.reason} />
          </span>
        ) : null}
      </td>
      <td className="units-number" data-label="Took">
        {unit.elapsedMs === null ? '—' : formatDuration(unit.elapsedMs)}
      </td>
    </tr>
  );
}

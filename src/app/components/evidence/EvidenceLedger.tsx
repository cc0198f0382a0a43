import { useId } from 'react';
import type { Fact } from '../../../engine/api.ts';
import { formatCount, shortenSource } from '../../format.ts';
import { ForeignText } from '../foreign/ForeignText.tsx';
import { RelativeTime } from '../values/RelativeTime.tsx';
import { FactStatusBadge } from './EvidenceBadge.tsx';
import { factTitles, sortFacts } from './evidenceWords.ts';
import { FactItem } from './FactItem.tsx';
import './Evidence.css';

interface EvidenceLedgerProps {
  readonly facts: readonly Fact[];
  /** Where a page has two. */
  readonly title?: string;
}

/** The named facts behind a value, weakest first. */
export function EvidenceLedger({ facts, title = 'Evidence ledger' }: EvidenceLedgerProps) {
  const headingId = useId();
  return (
    <section className="ledger" aria-labelledby={headingId}>
      <h2 id={headingId} className="visually-hidden">
        {title}
      </h2>
      {facts.length === 0 ? (
        <p className="quiet">Nothing has been checked yet.</p>
      ) : (
        <ol className="ledger-list">
          {sortFacts(facts).map((fact) => (
            <LedgerLine key={`${fact.name} ${fact.source} ${fact.itemId ?? ''}`} fact={fact} />
          ))}
        </ol>
      )}
    </section>
  );
}

function LedgerLine({ fact }: { readonly fact: Fact }) {
  return (
    <li className="ledger-line" data-fact={fact.name} data-status={fact.status}>
      <div className="ledger-head">
        <FactStatusBadge status={fact.status} />
        <span className="ledger-title">{factTitles[fact.name]}</span>
        <span className="ledger-count number">{countOf(fact)}</span>
      </div>
      <div className="ledger-body">
        <p>
          <ForeignText text={fact.reason} />
        </p>
        <FactDifference fact={fact} />
        <p className="ledger-source">
          {shortenSource(fact.source)}
          <FactItem fact={fact} />
          {' · '}
          <RelativeTime timestampMs={fact.checkedMs} />
        </p>
      </div>
    </li>
  );
}

/** How many times it holds. Of what does not, the reason says of how many it is so. */
function countOf({ status, count }: Fact): string {
  return status === 'holds' && count > 1 ? `× ${formatCount(count)}` : '';
}

function FactDifference({ fact }: { readonly fact: Fact }) {
  if (fact.expected === undefined && fact.actual === undefined) return null;
  return (
    <dl className="difference">
      <dt>Expected</dt>
      <dd>
        <ForeignText text={fact.expected ?? '—'} />
      </dd>
      <dt>Actual</dt>
      <dd>
        <ForeignText text={fact.actual ?? '—'} />
      </dd>
    </dl>
  );
}

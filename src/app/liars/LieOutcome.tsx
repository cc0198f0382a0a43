import { EvidenceBadge, FactStatusBadge } from '../components/evidence/EvidenceBadge.tsx';
import { factTitles } from '../components/evidence/evidenceWords.ts';
import { ForeignText } from '../components/foreign/ForeignText.tsx';
import { formatCount, shortenSource } from '../format.ts';
import type { Finding, Outcome } from './outcome.ts';

/** What came of a lie: what gave it away, and what word was left for the value. */
export function LieOutcome({ outcome }: { readonly outcome: Outcome }) {
  switch (outcome.kind) {
    case 'untold':
      return <span className="quiet">not told yet</span>;
    case 'stopped':
      return <span className="quiet">stopped before its end</span>;
    case 'running':
      return (
        <span className="quiet number">
          {outcome.nonce === null || outcome.targetNonce === null
            ? 'asking…'
            : `nonce ${formatCount(outcome.nonce)} of ${formatCount(outcome.targetNonce)}`}
        </span>
      );
    case 'told':
      return (
        <div className="lie-told" data-foretold={outcome.asForetold ? 'yes' : 'no'}>
          <FindingView finding={outcome.finding} />
          <p className="lie-verdict">
            <strong>{outcome.asForetold ? 'As foretold' : 'Not as foretold'}</strong>
            {': '}
            {outcome.level === null ? 'no value is shown.' : <EvidenceBadge level={outcome.level} />}
          </p>
        </div>
      );
  }
}

function FindingView({ finding }: { readonly finding: Finding }) {
  switch (finding.kind) {
    case 'nothing':
      return <p>Nothing was noticed.</p>;
    case 'claim':
      return (
        <p data-claim={finding.claim.status}>
          {shortenSource(finding.claim.computeUnit)}: <ForeignText text={finding.claim.reason} />
        </p>
      );
    case 'error':
      return (
        <p data-error={`${finding.error.layer}/${finding.error.code}`}>
          <code>{finding.error.code}</code>: <ForeignText text={finding.error.message} />
        </p>
      );
    case 'fact': {
      const { name, status, reason, expected, actual } = finding.fact;
      return (
        <div data-fact={name} data-status={status}>
          <p>
            <FactStatusBadge status={status} /> <span className="lie-fact">{factTitles[name]}</span>
          </p>
          <p>
            <ForeignText text={reason} />
          </p>
          {expected === undefined && actual === undefined ? null : (
            <details>
              <summary>Expected and actual</summary>
              <dl className="difference">
                <dt>Expected</dt>
                <dd>
                  <ForeignText text={expected ?? '—'} />
                </dd>
                <dt>Actual</dt>
                <dd>
                  <ForeignText text={actual ?? '—'} />
                </dd>
              </dl>
            </details>
          )}
        </div>
      );
    }
  }
}

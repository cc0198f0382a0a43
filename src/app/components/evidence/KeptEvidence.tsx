import { useQuery } from '@tanstack/react-query';
import { type EvaluationProfile, type Fact, reportError } from '../../../engine/api.ts';
import { useApp } from '../../AppContext.tsx';
import { keptEvidenceQuery } from '../../queries.ts';
import { ErrorPanel } from '../errors/ErrorPanel.tsx';
import { Nonce } from '../values/Nonce.tsx';
import { RelativeTime } from '../values/RelativeTime.tsx';
import { EvidenceBadge } from './EvidenceBadge.tsx';
import { EvidenceDialog } from './EvidenceDialog.tsx';
import { EvidenceLedger } from './EvidenceLedger.tsx';

interface KeptEvidenceProps {
  readonly processId: string;
  /** Of whose evaluation; undefined: the official image's. */
  readonly profile: EvaluationProfile | undefined;
  /** Within a sentence: `this result`. */
  readonly what: string;
  /** A later message than the newest checkpoint is not covered by it. */
  readonly nonce?: number;
  /** What was found when it was evaluated, where this page did that. */
  readonly found?: readonly Fact[];
}

/** The evidence for what this browser has evaluated and keeps, read back and checked when it is asked for. */
export function KeptEvidence(props: KeptEvidenceProps) {
  return (
    <EvidenceDialog what={props.what} opener={{ kind: 'label', label: 'Evidence' }}>
      {() => <KeptLedger {...props} />}
    </EvidenceDialog>
  );
}

/** As the content of a dialog that shows other evidence too. */
export function KeptLedger({
  processId,
  profile,
  nonce = 0,
  found = [],
  title = 'Evidence ledger',
}: Omit<KeptEvidenceProps, 'what'> & { readonly title?: string }) {
  const { engine } = useApp();
  const { data, error } = useQuery(keptEvidenceQuery(engine, processId, profile));
  if (error !== null) return <ErrorPanel error={reportError(error)} />;
  if (data === undefined)
    return (
      <p className="quiet" role="status">
        Reading back what was saved…
      </p>
    );
  if (data === null || data.nonce < nonce)
    return found.length === 0 ? (
      <p className="prose">
        It was evaluated in this browser, and no checkpoint after it is kept: evaluate the process to see the
        evidence anew.
      </p>
    ) : (
      <>
        <p className="prose">
          No checkpoint after it is kept. This was found when it was evaluated just now.
        </p>
        <EvidenceLedger facts={found} title={title} />
      </>
    );
  return (
    <>
      <p>
        <EvidenceBadge level={data.level ?? 'none'} /> through nonce <Nonce nonce={data.nonce} />,{' '}
        {data.savedMs === null ? (
          'in this tab and not saved: it goes when the tab closes'
        ) : (
          <>
            saved <RelativeTime timestampMs={data.savedMs} />
          </>
        )}
      </p>
      <EvidenceLedger facts={data.facts} title={title} />
    </>
  );
}

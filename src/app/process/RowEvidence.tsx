import { useQuery } from '@tanstack/react-query';
import { type EvaluationProfile, type Network, reportError, type ScheduleRow } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { FactStatusBadge } from '../components/evidence/EvidenceBadge.tsx';
import { EvidenceDialog } from '../components/evidence/EvidenceDialog.tsx';
import { EvidenceLedger } from '../components/evidence/EvidenceLedger.tsx';
import { KeptLedger } from '../components/evidence/KeptEvidence.tsx';
import { useNetwork } from '../networks.ts';
import { useProfile } from '../profile.ts';
import { messageQuery } from '../queries.ts';

interface RowEvidenceProps {
  readonly row: ScheduleRow;
  readonly processId: string;
  readonly tabIndex: number;
}

/** The checks of one row: the weakest in view, all of them one click away, and why its outcome may be believed. */
export function RowEvidence({ row: { nonce, status, outcome }, processId, tabIndex }: RowEvidenceProps) {
  const choice = useNetwork();
  const profile = useProfile();
  if (choice.kind === 'wrong') return <FactStatusBadge status={status} />;
  const label = <FactStatusBadge status={status} />;
  return (
    <EvidenceDialog what={`message ${nonce}`} opener={{ kind: 'label', label, status }} tabIndex={tabIndex}>
      {() => (
        <>
          <RowLedger network={choice.network} processId={processId} profile={profile} nonce={nonce} />
          {outcome.kind === 'not-evaluated' ? null : (
            <>
              <h3>Its outcome</h3>
              <KeptLedger
                processId={processId}
                profile={profile}
                nonce={nonce}
                title="Evidence for its outcome"
              />
            </>
          )}
        </>
      )}
    </EvidenceDialog>
  );
}

function RowLedger(place: {
  readonly network: Network;
  readonly processId: string;
  readonly profile: EvaluationProfile | undefined;
  readonly nonce: number;
}) {
  const { engine } = useApp();
  const { data, error } = useQuery(messageQuery(engine, place, place.nonce));
  if (error !== null) return <ErrorPanel error={reportError(error)} />;
  return data === undefined ? (
    <p className="quiet" role="status">
      Checking the message’s signatures…
    </p>
  ) : (
    <EvidenceLedger facts={data.facts} />
  );
}

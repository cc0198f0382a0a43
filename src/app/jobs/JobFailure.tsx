import type { ErrorReport, JobSnapshot } from '../../engine/api.ts';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { EvidenceLedger } from '../components/evidence/EvidenceLedger.tsx';

interface JobFailureProps {
  readonly error: ErrorReport;
  readonly snapshot: JobSnapshot | null;
  readonly onRetry: () => void;
}

/** Why work failed, and the evidence that was found until then, which names what failed. */
export function JobFailure({ error, snapshot, onRetry }: JobFailureProps) {
  const facts = snapshot?.facts ?? [];
  return (
    <>
      <ErrorPanel error={error} onRetry={onRetry} facts={facts} />
      {facts.length === 0 ? null : <EvidenceLedger facts={facts} />}
    </>
  );
}

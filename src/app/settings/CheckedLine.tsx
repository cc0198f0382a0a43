import { useId, useMemo } from 'react';
import type { EvaluationProfile, SegmentsJobRequest } from '../../engine/api.ts';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { EvidenceBadge } from '../components/evidence/EvidenceBadge.tsx';
import { EvidenceDisclosure } from '../components/evidence/EvidenceDisclosure.tsx';
import { shownLevel } from '../components/evidence/evidenceWords.ts';
import { JobProgress } from '../components/progress/JobProgress.tsx';
import { NamedProcess } from '../components/values/NamedProcess.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { formatCounted } from '../format.ts';
import { useStartedJob } from '../jobs/useJob.ts';
import { useChosenNetwork } from '../networks.ts';

export interface CheckedLinePlace {
  readonly processId: string;
  /** How it was evaluated; undefined: as the official image does. */
  readonly profile: EvaluationProfile | undefined;
}

/** What is kept of a process, evaluated again stretch by stretch between its checkpoints, in all of the machine's cores. */
export function CheckedLine({ processId, profile }: CheckedLinePlace) {
  const headingId = useId();
  const { network } = useChosenNetwork();
  const request = useMemo(
    (): SegmentsJobRequest => ({
      kind: 'segments',
      network,
      processId,
      ...(profile === undefined ? {} : { profile }),
    }),
    [network, processId, profile],
  );
  const { view, snapshot, error, start, stop } = useStartedJob(request);
  const answer = snapshot?.answer?.kind === 'segments' ? snapshot.answer : null;
  return (
    <section className="panel stack" aria-labelledby={headingId}>
      <h3 id={headingId}>
        The whole line, checked again <NamedProcess processId={processId} />
      </h3>
      <JobProgress view={view} onStop={stop} onResume={() => start(request)} />
      {error === null ? null : (
        <ErrorPanel error={error} onRetry={() => start(request)} facts={snapshot?.facts ?? []} />
      )}
      {answer === null ? null : (
        <p role="status" data-segments={answer.reports.length}>
          <EvidenceBadge level={shownLevel(answer.level, snapshot?.facts ?? [])} />{' '}
          {formatCounted(answer.reports.length, 'stretch', 'stretches')}, on{' '}
          {formatCounted(answer.workers, 'worker')}: {answer.reports.length === 1 ? 'it' : 'each'} leads to
          the checkpoint that was kept, through nonce <Nonce nonce={answer.nonce} />.
        </p>
      )}
      {snapshot === null || snapshot.facts.length === 0 ? null : (
        <EvidenceDisclosure facts={snapshot.facts} />
      )}
    </section>
  );
}

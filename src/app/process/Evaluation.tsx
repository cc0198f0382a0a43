import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useId, useMemo } from 'react';
import type {
  EvaluationProfile,
  JobSnapshot,
  Network,
  ProcessView,
  ReplayRequest,
} from '../../engine/api.ts';
import { BegunWith } from '../checkpoints/BegunWith.tsx';
import { PublishedCheckpoints } from '../checkpoints/PublishedCheckpoints.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { AnswersAs } from '../components/evidence/AnswersAs.tsx';
import { EvidenceBadge } from '../components/evidence/EvidenceBadge.tsx';
import { EvidenceDisclosure } from '../components/evidence/EvidenceDisclosure.tsx';
import { shownLevel } from '../components/evidence/evidenceWords.ts';
import { KeptEvidence } from '../components/evidence/KeptEvidence.tsx';
import { handOnFocus } from '../components/handOnFocus.ts';
import { KeptForNow } from '../components/KeptForNow.tsx';
import { JobProgress } from '../components/progress/JobProgress.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { KeepUp } from '../follow/KeepUp.tsx';
import { useFollowTarget } from '../follow/useFollowTarget.ts';
import { isUnsettled } from '../jobs/jobView.ts';
import { useJob } from '../jobs/useJob.ts';
import { useProfile } from '../profile.ts';
import { startOfLink } from '../start.ts';

interface EvaluationProps {
  readonly process: ProcessView;
  readonly network: Network;
  /** The network, as links carry it. */
  readonly net: string;
  readonly children: ReactNode;
}

/** How far this browser has evaluated the process, and the button that goes further. */
export function Evaluation({ process, network, net, children }: EvaluationProps) {
  const headingId = useId();
  const { processId } = process;
  const profile = useProfile();
  const target = useFollowTarget(processId, process.name);
  const { start: startText } = useSearch({ from: '/process/$processId' });
  const begin = useMemo(() => startOfLink(startText), [startText]);
  const request = useMemo(
    (): ReplayRequest => ({
      kind: 'replay',
      network,
      processId,
      ...(profile === undefined ? {} : { profile }),
      ...(begin === undefined ? {} : { start: begin }),
    }),
    [network, processId, profile, begin],
  );
  const { view, snapshot, shown, error, start, stop } = useJob(request);
  const working = isUnsettled(view);
  const { latestNonce } = process;
  const evaluatedNonce = shown?.answer?.nonce ?? process.evaluatedNonce;
  // Where nobody tells of the schedule’s end, there is nothing to go on with but what may be new.
  const isAtEnd = evaluatedNonce !== null && evaluatedNonce >= (latestNonce ?? evaluatedNonce);

  return (
    <section className="panel stack" aria-labelledby={headingId}>
      <h2 id={headingId} className="visually-hidden">
        Evaluation
      </h2>
      <div className="row">
        <p className="evaluation-state">
          <EvaluationState process={process} profile={profile} snapshot={shown} />
        </p>
        <div className="row evaluation-actions">
          {children}
          {working || snapshot?.state === 'stopped' ? null : (
            <button
              ref={handOnFocus}
              type="button"
              className={isAtEnd ? 'button' : 'button button-main'}
              onClick={() => start(request)}
            >
              {isAtEnd ? 'Look for new messages' : 'Evaluate'}
            </button>
          )}
        </div>
      </div>
      {profile === undefined ? null : (
        <p className="quiet">
          <AnswersAs />.
        </p>
      )}
      {process.evaluatedNonce === null ? null : <KeptForNow />}
      <KeepUp {...target} />
      {startText ? <BegunWith processId={processId} net={net} start={startText} /> : null}
      <JobProgress view={view} onStop={stop} onResume={() => start(request)} />
      {error === null ? null : (
        <ErrorPanel error={error} onRetry={() => start(request)} facts={snapshot?.facts ?? []} />
      )}
      {shown !== null && (!working || shown !== snapshot) && shown.facts.length > 0 ? (
        <EvidenceDisclosure facts={shown.facts} />
      ) : working ? (
        <div className="evidence-coming" />
      ) : null}
      <PublishedCheckpoints processId={processId} network={network} net={net} />
    </section>
  );
}

function EvaluationState({
  process,
  profile,
  snapshot,
}: {
  readonly process: ProcessView;
  readonly profile: EvaluationProfile | undefined;
  readonly snapshot: JobSnapshot | null;
}) {
  const answer = snapshot?.answer ?? null;
  if (answer !== null)
    return (
      <>
        <EvidenceBadge level={shownLevel(answer.level, snapshot?.facts ?? [])} /> through nonce{' '}
        <Nonce nonce={answer.nonce} />
      </>
    );
  return process.evaluatedNonce === null ? (
    'Not evaluated in this browser yet.'
  ) : (
    <>
      Evaluated in this browser through nonce <Nonce nonce={process.evaluatedNonce} />.{' '}
      <KeptEvidence processId={process.processId} profile={profile} what="what is kept here" />
    </>
  );
}

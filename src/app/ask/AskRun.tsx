import { useId } from 'react';
import type { JobSnapshot, ReplayAnswer, ReplayRequest } from '../../engine/api.ts';
import { AnswersAs } from '../components/evidence/AnswersAs.tsx';
import { EvidenceBadge } from '../components/evidence/EvidenceBadge.tsx';
import { EvidenceDisclosure } from '../components/evidence/EvidenceDisclosure.tsx';
import { shownLevel } from '../components/evidence/evidenceWords.ts';
import { handOnFocus } from '../components/handOnFocus.ts';
import { JobProgress } from '../components/progress/JobProgress.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { JobFailure } from '../jobs/JobFailure.tsx';
import { isUnsettled } from '../jobs/jobView.ts';
import { useStartedJob } from '../jobs/useJob.ts';
import { MessageResult } from '../message/MessageResult.tsx';
import { BeforeAndAfter } from './BeforeAndAfter.tsx';

interface AskRunProps {
  readonly request: ReplayRequest;
  /** What it would have answered before the last message is wanted too. */
  readonly besideBefore: boolean;
}

/** The dry-run that a link asks for. It starts by itself: opening such a link is asking. */
export function AskRun({ request, besideBefore }: AskRunProps) {
  const { view, snapshot, error, start, stop } = useStartedJob(request);
  const answer = snapshot?.answer?.kind === 'replay' && error === null ? snapshot.answer : null;
  const goesOn = besideBefore && answer !== null && snapshot?.state === 'done';
  const answered = (
    <>
      {snapshot !== null && answer !== null ? <Answered snapshot={snapshot} answer={answer} /> : null}
      {error === null ? null : (
        <JobFailure error={error} snapshot={snapshot} onRetry={() => start(request)} />
      )}
      {isUnsettled(view) || view.kind === 'idle' || error !== null ? null : (
        <div className="row">
          <button ref={handOnFocus} type="button" className="button" onClick={() => start(request)}>
            Ask again
          </button>
        </div>
      )}
    </>
  );
  return (
    <div className="stack run">
      {goesOn ? (
        <BeforeAndAfter request={request} after={answer}>
          {answered}
        </BeforeAndAfter>
      ) : (
        <>
          <JobProgress view={view} onStop={stop} onResume={() => start(request)} />
          {answered}
        </>
      )}
    </div>
  );
}

function Answered({ snapshot, answer }: { readonly snapshot: JobSnapshot; readonly answer: ReplayAnswer }) {
  const headingId = useId();
  return (
    <section className="panel stack" aria-labelledby={headingId}>
      <div className="row">
        <h2 id={headingId}>Answer</h2>
        <EvidenceBadge level={shownLevel(answer.level, snapshot.facts)} />
        <span className="quiet">
          after nonce <Nonce nonce={answer.nonce} />
        </span>
      </div>
      <p className="quiet">
        <AnswersAs />.
      </p>
      {answer.dryRun === null ? null : <MessageResult result={answer.dryRun} opensOnly />}
      <EvidenceDisclosure facts={snapshot.facts} />
    </section>
  );
}

import { Link } from '@tanstack/react-router';
import { type ReactNode, useId, useMemo } from 'react';
import type { JobSnapshot, ReplayAnswer, ReplayRequest } from '../../engine/api.ts';
import { TextDiff } from '../components/diff/TextDiff.tsx';
import { EvidenceBadge } from '../components/evidence/EvidenceBadge.tsx';
import { EvidenceDisclosure } from '../components/evidence/EvidenceDisclosure.tsx';
import { shownLevel } from '../components/evidence/evidenceWords.ts';
import { JobProgress } from '../components/progress/JobProgress.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { formatCount } from '../format.ts';
import { JobFailure } from '../jobs/JobFailure.tsx';
import { isUnsettled } from '../jobs/jobView.ts';
import { useStartedJob } from '../jobs/useJob.ts';
import { useNetwork } from '../networks.ts';
import { messageLink } from '../url.ts';
import { answerText } from './answerText.ts';

interface BeforeAndAfterProps {
  readonly request: ReplayRequest;
  /** What was answered after the last message. */
  readonly after: ReplayAnswer;
  /** That answer as a whole, which stands below what the message changed of it, and does not come before that. */
  readonly children: ReactNode;
}

/** The same question before the last message and after it: what that message changed of the answer. */
export function BeforeAndAfter({ request, after, children }: BeforeAndAfterProps) {
  const { nonce } = after;
  if (nonce === null || nonce === 0) {
    return (
      <>
        <p className="note" role="note">
          Before the first message there is nothing that could be asked.
        </p>
        {children}
      </>
    );
  }
  return (
    <Earlier request={request} after={after} nonce={nonce}>
      {children}
    </Earlier>
  );
}

function Earlier({ request, after, nonce, children }: BeforeAndAfterProps & { readonly nonce: number }) {
  const earlier = useMemo((): ReplayRequest => ({ ...request, toNonce: nonce - 1 }), [request, nonce]);
  const { view, snapshot, error, start, stop } = useStartedJob(earlier);
  const before = snapshot?.state === 'done' && snapshot.answer?.kind === 'replay' ? snapshot.answer : null;
  return (
    <>
      <JobProgress view={view} onStop={stop} onResume={() => start(earlier)} />
      {snapshot !== null && before !== null ? (
        <Difference before={before} after={after} nonce={nonce} snapshot={snapshot} />
      ) : null}
      {error === null ? null : (
        <JobFailure error={error} snapshot={snapshot} onRetry={() => start(earlier)} />
      )}
      {isUnsettled(view) || view.kind === 'idle' ? null : children}
    </>
  );
}

interface DifferenceProps {
  readonly before: ReplayAnswer;
  readonly after: ReplayAnswer;
  readonly nonce: number;
  /** Of the evaluation that ends before the message. */
  readonly snapshot: JobSnapshot;
}

function Difference({ before, after, nonce, snapshot }: DifferenceProps) {
  const headingId = useId();
  const { net } = useNetwork();
  const [left, right] = [answerText(before.dryRun), answerText(after.dryRun)];
  return (
    <section className="panel stack" aria-labelledby={headingId} data-changed={left === right ? 'no' : 'yes'}>
      <div className="row">
        <h2 id={headingId}>Before and after</h2>
        <Link {...messageLink({ processId: snapshot.request.processId, nonce, net })}>
          message <Nonce nonce={nonce} />
        </Link>
        <EvidenceBadge level={shownLevel(before.level, snapshot.facts)} />
        <span className="quiet">
          before it, after nonce <Nonce nonce={before.nonce} />
        </span>
      </div>
      {left === right ? (
        <p>The answer is the same before the message and after it.</p>
      ) : (
        <TextDiff
          caption="Before and after"
          left={{ text: left, title: `Before, after nonce ${formatCount(nonce - 1)}`, label: 'before' }}
          right={{ text: right, title: `After nonce ${formatCount(nonce)}`, label: 'after' }}
        />
      )}
      <EvidenceDisclosure facts={snapshot.facts} title="Evidence for the answer before" />
    </section>
  );
}

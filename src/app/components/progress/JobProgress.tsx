import { useId } from 'react';
import { initialProgress, type JobSnapshot } from '../../../engine/api.ts';
import { isUnsettled, type JobView } from '../../jobs/jobView.ts';
import { ActionButton } from '../ActionButton.tsx';
import { handOnFocus, useInheritedFocus } from '../handOnFocus.ts';
import { keyed } from '../keyed.ts';
import { NonceScale } from './NonceScale.tsx';
import { ProgressAnnouncer } from './ProgressAnnouncer.tsx';
import { announceProgress, describeMeasures, describeState } from './progressWords.ts';
import './JobProgress.css';

interface JobProgressProps {
  readonly view: JobView;
  readonly onStop: () => void;
  readonly onResume: () => void;
}

/** What long work is doing, how far, how fast, what is left, and how to stop it. Its height does not change as it goes. */
export function JobProgress({ view, onStop, onResume }: JobProgressProps) {
  const headingId = useId();
  const focusRef = useInheritedFocus();
  if (view.kind === 'idle' || view.kind === 'refused') return null;
  const snapshot = view.kind === 'known' ? view.snapshot : startingSnapshot;
  const triesAgainMs = view.kind === 'known' ? view.triesAgainMs : undefined;
  return (
    <section
      ref={focusRef}
      tabIndex={-1}
      className="progress"
      aria-labelledby={headingId}
      data-phase={snapshot.progress.phase}
      data-job-state={snapshot.state}
    >
      <h2 id={headingId} className="visually-hidden">
        Progress
      </h2>
      <div className="progress-head">
        <p className="progress-state">{describeState(snapshot, triesAgainMs)}</p>
        <JobButton view={view} state={snapshot.state} onStop={onStop} onResume={onResume} />
      </div>
      <NonceScale progress={snapshot.progress} settled={!isUnsettled(view)} />
      <p className="progress-measures number">{describeMeasures(snapshot).join(' · ')}</p>
      {snapshot.progress.notices.length === 0 ? null : (
        <ul className="progress-notices">
          {keyed(snapshot.progress.notices).map(({ key, item }) => (
            <li key={key}>{item}</li>
          ))}
        </ul>
      )}
      <ProgressAnnouncer
        text={view.kind === 'known' ? announceProgress(view.snapshot, triesAgainMs) : 'Starting.'}
      />
    </section>
  );
}

function JobButton({
  view,
  state,
  onStop,
  onResume,
}: JobProgressProps & { readonly state: JobSnapshot['state'] }) {
  const isWaiting = view.kind === 'known' && view.triesAgainMs !== undefined;
  if (isUnsettled(view) || isWaiting) {
    return (
      <ActionButton
        key="stop"
        ref={handOnFocus}
        className="button"
        onClick={onStop}
        unavailable={state === 'stopping'}
      >
        Stop
      </ActionButton>
    );
  }
  return state === 'stopped' ? (
    <button key="resume" ref={handOnFocus} type="button" className="button button-main" onClick={onResume}>
      Resume
    </button>
  ) : null;
}

/** What is shown between the click and the engine's first word. */
const startingSnapshot: Pick<JobSnapshot, 'state' | 'progress'> = {
  state: 'waiting',
  progress: initialProgress,
};

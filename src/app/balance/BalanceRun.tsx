import type { BalanceRequest } from '../../engine/api.ts';
import { CheckpointHint } from '../checkpoints/CheckpointHint.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { JobProgress } from '../components/progress/JobProgress.tsx';
import { BalanceKeepUp } from '../follow/BalanceKeepUp.tsx';
import { type JobView, shownSnapshot } from '../jobs/jobView.ts';
import { useStartedJob } from '../jobs/useJob.ts';
import { Answer } from './Answer.tsx';
import { BalanceFailure } from './BalanceFailure.tsx';

/** The evaluation that a balance link asks for. It starts by itself: opening such a link is asking. */
export function BalanceRun({ request }: { readonly request: BalanceRequest }) {
  const { view, start, stop } = useStartedJob(request);
  return (
    <div className="balance-run">
      {view.kind === 'refused' ? (
        <ErrorPanel error={view.error} onRetry={() => start(request)} />
      ) : (
        <RunBody view={view} request={request} onRetry={() => start(request)} />
      )}
      <JobProgress view={view} onStop={stop} onResume={() => start(request)} />
      {request.toNonce === undefined ? <BalanceKeepUp request={request} /> : null}
      <CheckpointHint request={request} view={view} />
    </div>
  );
}

function RunBody({
  view,
  request,
  onRetry,
}: {
  readonly view: JobView;
  readonly request: BalanceRequest;
  readonly onRetry: () => void;
}) {
  const shown = shownSnapshot(view);
  if (shown?.state === 'failed' && shown.error !== null)
    return <BalanceFailure snapshot={shown} error={shown.error} request={request} onRetry={onRetry} />;
  return <Answer snapshot={shown} request={request} />;
}

import type { ErrorReport, JobSnapshot } from '../../engine/api.ts';

/** What the page knows of one piece of long work. */
export type JobView =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting'; readonly previous?: JobSnapshot }
  | {
      readonly kind: 'known';
      readonly snapshot: JobSnapshot;
      /** It failed, and is started again by itself then (milliseconds since 1970), unless it is stopped. */
      readonly triesAgainMs?: number;
      /** What the work that goes on had answered before: shown, with its evidence, until there is another answer. */
      readonly previous?: JobSnapshot;
    }
  /** The engine could not even take the request. */
  | { readonly kind: 'refused'; readonly error: ErrorReport };

export function isUnsettled(view: JobView): boolean {
  if (view.kind === 'starting') return true;
  return (
    view.kind === 'known' &&
    (view.snapshot.state === 'waiting' ||
      view.snapshot.state === 'running' ||
      view.snapshot.state === 'stopping')
  );
}

/** Whose answer and evidence are shown: of work that goes on from an earlier answer, that one's. */
export function shownSnapshot(view: JobView): JobSnapshot | null {
  if (view.kind === 'starting') return view.previous ?? null;
  return view.kind === 'known' ? (view.previous ?? view.snapshot) : null;
}

/** The answer that work which goes on from `view` has to replace. */
export function answeredIn(view: JobView): JobSnapshot | undefined {
  const shown = shownSnapshot(view);
  return shown !== null && isAnswered(shown) ? shown : undefined;
}

/** `next` of the same work, with the earlier answer as long as it stands: a failure that waiting does not mend is shown instead. */
export function withPrevious(
  next: Extract<JobView, { readonly kind: 'known' }>,
  before: JobView,
): Extract<JobView, { readonly kind: 'known' }> {
  const previous = before.kind === 'starting' || before.kind === 'known' ? before.previous : undefined;
  const { state } = next.snapshot;
  const ended = state === 'done' || (state === 'failed' && next.triesAgainMs === undefined);
  return previous === undefined || ended || isAnswered(next.snapshot) ? next : { ...next, previous };
}

/** What servers only claim has no nonce. */
function isAnswered({ answer }: JobSnapshot): boolean {
  return answer !== null && 'nonce' in answer && answer.nonce !== null;
}

import {
  formatTokenAmount,
  type JobPhase,
  type JobProgress,
  type JobSnapshot,
  type JobState,
} from '../../../engine/api.ts';
import {
  formatBytes,
  formatCount,
  formatCounted,
  formatDuration,
  formatRate,
  formatRemaining,
  formatTimeOfDay,
} from '../../format.ts';
import { levelWords, shownLevel } from '../evidence/evidenceWords.ts';
import { unitOf } from '../values/unitOf.ts';

const phaseWords: Readonly<Record<JobPhase, string>> = {
  'waiting-for-other-tab': 'Waiting for another evaluation of this process, in this tab or another',
  'fetching-process': 'Reading the process',
  'fetching-module': 'Fetching the module',
  restoring: 'Restoring the checkpoint',
  'finding-head': 'Asking the scheduler unit how far the schedule goes',
  evaluating: 'Evaluating messages',
  promoting: 'Replaying from the first message, to check the published checkpoint',
  asking: 'Asking the process',
  saving: 'Writing the checkpoint',
  comparing: 'Comparing with compute units',
  settled: 'Finishing',
};

const stateWords: Readonly<Record<Exclude<JobState, 'running'>, string>> = {
  waiting: 'Waiting for its turn',
  stopping: 'Stopping and saving',
  stopped: 'Stopped',
  done: 'Done',
  failed: 'Failed',
};

/**
 * What is going on, in one sentence without a full stop.
 * @param triesAgainMs when what failed is started again by itself, in milliseconds since 1970
 */
export function describeState(
  { state, progress, error }: Pick<JobSnapshot, 'state' | 'progress'> & Partial<Pick<JobSnapshot, 'error'>>,
  triesAgainMs?: number,
): string {
  if (triesAgainMs !== undefined) {
    const why = error?.layer === 'thread' ? 'Its thread stopped' : 'Waiting for its servers';
    return `${why}; tried again by itself at ${formatTimeOfDay(triesAgainMs)}`;
  }
  if (state === 'running') return phaseWords[progress.phase];
  if (state === 'waiting' && progress.phase === 'waiting-for-other-tab') return phaseWords[progress.phase];
  if (state === 'stopped' && progress.nonce !== null)
    return `Stopped after nonce ${formatCount(progress.nonce)}`;
  return stateWords[state];
}

/** How far, how fast, how much is left: each part only where it is known. */
export function describeMeasures({
  state,
  progress,
}: Pick<JobSnapshot, 'state' | 'progress'>): readonly string[] {
  const settled = state === 'done' || state === 'stopped' || state === 'failed';
  // Only the demo network is among the app's own files, and answers nothing before they are there.
  const waitsForAssets = !settled && progress.evaluatedCount === 0 && progress.assetBytesFetched > 0;
  const isNothingNew = state === 'done' && progress.evaluatedCount === 0;
  return [
    isNothingNew
      ? 'nothing new to evaluate'
      : `${formatCounted(progress.evaluatedCount, 'message')} evaluated`,
    progress.messagesPerSecond === null || isNothingNew ? null : formatRate(progress.messagesPerSecond),
    waitsForAssets ? `${formatBytes(progress.assetBytesFetched)} of the demo network’s files fetched` : null,
    (waitsForAssets || state === 'failed') && progress.bytesFetched === 0
      ? null
      : `${formatBytes(progress.bytesFetched)} fetched`,
    progress.memoryBytes > 0 ? `${formatBytes(progress.memoryBytes)} of memory` : null,
    isNothingNew ? null : timeOf(progress, settled),
    progress.errorCount > 0 ? `${formatCounted(progress.errorCount, 'error')} in the process` : null,
    progress.resumedFromNonce === null
      ? null
      : `continued from nonce ${formatCount(progress.resumedFromNonce)}`,
  ].filter((part) => part !== null);
}

function timeOf(progress: JobProgress, settled: boolean): string | null {
  if (settled) return `in ${formatDuration(progress.elapsedMs)}`;
  return progress.remainingMs === null ? null : formatRemaining(progress.remainingMs);
}

/** For people who hear the page: whole, and rarely. */
export function announceProgress(snapshot: JobSnapshot, triesAgainMs?: number): string {
  const { nonce, targetNonce } = snapshot.progress;
  const place =
    nonce === null || targetNonce === null
      ? ''
      : `, nonce ${formatCount(nonce)} of ${formatCount(targetNonce)}`;
  return `${describeState(snapshot, triesAgainMs)}${place}.${announceAnswer(snapshot)}`;
}

/** What it came to, for whoever would have to look for it on the page. A stranger's words come last, and are cut short. */
function announceAnswer({ state, answer, facts }: JobSnapshot): string {
  if (state !== 'done' || answer === null) return '';
  const level = ` Evidence: ${levelWords[shownLevel(answer.level, facts)].word}.`;
  if (answer.kind === 'receipt-check') return ` Verdict: ${answer.verdict}.${level}`;
  if (answer.kind !== 'balance') return level;
  const { amount, token } = answer;
  return `${level} Amount: ${formatTokenAmount(amount, token.denomination)} ${unitOf(token)}.`;
}

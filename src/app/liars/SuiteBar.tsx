import { useSyncExternalStore } from 'react';
import { type LieChoice, useApp } from '../AppContext.tsx';
import { formatCounted } from '../format.ts';
import { type JobStore, jobKey } from '../jobs/jobStore.ts';
import { judge } from './outcome.ts';
import type { Suite } from './useSuite.ts';

interface SuiteBarProps {
  readonly suite: Suite;
  readonly choices: readonly LieChoice[];
}

/** All of them, one after the other, and how that stands. */
export function SuiteBar({ suite, choices }: SuiteBarProps) {
  const { jobs } = useApp();
  const score = useSyncExternalStore(jobs.subscribe, () => describeScore(jobs, choices));
  const place = suite.turn === null ? 0 : choices.indexOf(suite.turn) + 1;
  return (
    <div className="panel suite" data-suite={suite.turn === null ? 'still' : 'running'}>
      {suite.turn === null ? (
        <button type="button" className="button button-main" onClick={suite.start}>
          Tell all of them
        </button>
      ) : (
        <button type="button" className="button" onClick={suite.stop}>
          Stop telling
        </button>
      )}
      <p className="suite-state" role="status">
        {suite.turn === null ? null : `${place} of ${choices.length}: ${suite.turn.lie.title}. `}
        {score === '' ? `${formatCounted(choices.length, 'lie')}; all of them take a few minutes.` : score}
      </p>
    </div>
  );
}

/** A sentence, so that equal scores are equal values. Empty while nothing has been told. */
function describeScore(jobs: JobStore, choices: readonly LieChoice[]): string {
  const told = choices
    .map(({ lie, request }) => judge(lie, jobs.read(jobKey(request))))
    .flatMap((outcome) => (outcome.kind === 'told' ? [outcome.asForetold] : []));
  if (told.length === 0) return '';
  const foretold = told.filter(Boolean).length;
  const others = told.length - foretold;
  return `${told.length} told: ${foretold} as foretold${others === 0 ? '' : `, ${others} not`}.`;
}

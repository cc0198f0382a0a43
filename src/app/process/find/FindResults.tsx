import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { FindTerm, ProcessView } from '../../../engine/api.ts';
import { ActionButton } from '../../components/ActionButton.tsx';
import { ErrorPanel } from '../../components/errors/ErrorPanel.tsx';
import { ProgressAnnouncer } from '../../components/progress/ProgressAnnouncer.tsx';
import { formatCount } from '../../format.ts';
import type { LinkedNetwork } from '../../networks.ts';
import { processLink } from '../../url.ts';
import { FindExtent } from './FindExtent.tsx';
import { FindHits } from './FindHits.tsx';
import { countOf, joinSpans } from './spans.ts';
import { hitsAtOnce, useFind } from './useFind.ts';

interface FindResultsProps {
  readonly process: ProcessView;
  readonly linked: LinkedNetwork;
  readonly find: string;
  readonly terms: readonly FindTerm[];
  /** What is not kept here is fetched. */
  readonly fetches: boolean;
}

/** What was found of a question, where was looked for it, and where not. */
export function FindResults({ process, linked, find: text, terms, fetches }: FindResultsProps) {
  const { processId } = process;
  const { net, network } = linked;
  const now = {
    latestNonce: process.latestNonce ?? process.evaluatedNonce ?? -1,
    evaluatedNonce: process.evaluatedNonce,
  };
  const [known, setKnown] = useState(now);
  const find = useFind({ network, processId }, { terms, fetches, known });
  const rows = find.pages.flatMap((page) => page.rows);
  const looked = joinSpans(find.pages.flatMap((page) => page.looked));
  const lookedAt = countOf(looked);
  const total = known.latestNonce + 1;
  const said = `${formatCount(rows.length)} in ${formatCount(lookedAt)} of ${formatCount(total)} messages`;
  const isLooking = find.state === 'looking';
  const hasNews = now.latestNonce !== known.latestNonce || now.evaluatedNonce !== known.evaluatedNonce;
  const reached = find.pages.length === 0 ? total : (find.pages.at(-1)?.nextBefore ?? 0);
  return (
    <section className="stack run find-results" aria-label="Found" data-find-state={find.state}>
      <div className="row find-head">
        <p className="number">
          {isLooking ? 'Looking: ' : 'Found '}
          {said}
        </p>
        {isLooking ? (
          <button type="button" className="button" onClick={find.stop}>
            Stop
          </button>
        ) : hasNews ? (
          <button type="button" className="button" onClick={() => setKnown(now)}>
            Look again
          </button>
        ) : null}
        <progress
          className="find-progress"
          aria-label="Looked through"
          max={Math.max(1, total)}
          value={isLooking ? total - reached : lookedAt}
        />
      </div>
      {find.error === null ? null : <ErrorPanel error={find.error} onRetry={find.goOn} />}
      {rows.length === 0 ? null : <FindHits rows={rows} place={{ processId, net }} />}
      {isLooking && rows.length < hitsAtOnce ? null : (
        <FindExtent
          pages={find.pages}
          looked={looked}
          latestNonce={known.latestNonce}
          isEmpty={rows.length === 0}
          isDone={find.state === 'done'}
        >
          {find.state === 'done' ? (
            <FetchRest process={process} net={net} find={text} fetches={fetches} />
          ) : find.state === 'failed' ? null : (
            <ActionButton className="button" unavailable={isLooking} onClick={find.goOn}>
              {isLooking ? 'Looking further…' : 'Look further'}
            </ActionButton>
          )}
        </FindExtent>
      )}
      <ProgressAnnouncer text={isLooking ? `Looking. ${said}.` : `Found ${said}.`} />
    </section>
  );
}

function FetchRest({
  process: { processId, schedulerUnit },
  net,
  find,
  fetches,
}: Pick<FindResultsProps, 'process' | 'find' | 'fetches'> & { readonly net: string }) {
  if (fetches || schedulerUnit === '') return null;
  const link = processLink({ processId, net, find, reach: 'all' });
  return (
    <Link {...link} activeProps={{}} className="button" resetScroll={false} preload={false}>
      Fetch and verify the rest
    </Link>
  );
}

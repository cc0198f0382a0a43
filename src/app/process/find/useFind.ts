import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type ErrorReport, type FindPage, type Network, reportError } from '../../../engine/api.ts';
import { useApp } from '../../AppContext.tsx';
import { useProfile } from '../../profile.ts';
import { type FindAsked, findQuery } from '../../queries.ts';

/** Hits after which the looking waits to be asked for more. */
export const hitsAtOnce = 50;

export interface Find {
  readonly pages: readonly FindPage[];
  readonly state: 'looking' | 'waiting' | 'done' | 'failed';
  readonly error: ErrorReport | null;
  readonly stop: () => void;
  /** Looks further, or tries again. */
  readonly goOn: () => void;
}

/** Looks through a schedule stretch by stretch, until enough is found, nothing is left, or it is stopped. */
export function useFind(
  place: { readonly network: Network; readonly processId: string },
  asked: FindAsked,
): Find {
  const { engine } = useApp();
  const profile = useProfile();
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery(
    findQuery(engine, { ...place, profile }, asked),
  );
  const pages = data?.pages ?? [];
  const hits = pages.reduce((sum, { rows }) => sum + rows.length, 0);
  // What was found before, as of a page that was left and is come back to, is enough.
  const [wanted, setWanted] = useState(() => Math.max(1, Math.ceil(hits / hitsAtOnce)) * hitsAtOnce);
  const [isStopped, setStopped] = useState(false);
  const isDone = data !== undefined && !hasNextPage;
  const goesOn = !isDone && !isStopped && error === null && hits < wanted;
  useEffect(() => {
    if (goesOn && !isFetching) void fetchNextPage();
  }, [goesOn, isFetching, fetchNextPage]);
  return {
    pages,
    state:
      error !== null ? (isFetching ? 'looking' : 'failed') : isDone ? 'done' : goesOn ? 'looking' : 'waiting',
    error: error === null || isFetching ? null : reportError(error),
    stop: () => setStopped(true),
    goOn: () => {
      setStopped(false);
      if (hits >= wanted) setWanted(hits + hitsAtOnce);
      if (error !== null) void (data === undefined ? refetch() : fetchNextPage());
    },
  };
}

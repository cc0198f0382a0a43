import { useQueries } from '@tanstack/react-query';
import type { Network, ScheduleRow } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { useProfile } from '../profile.ts';
import { schedulePageQuery, schedulePageRows } from '../queries.ts';

interface ScheduleRows {
  readonly rows: ReadonlyMap<number, ScheduleRow>;
  /** What was asked for has been read, and there is nothing. */
  readonly isEmpty: boolean;
  /** Of the first page that could not be read. */
  readonly error: Error | null;
  readonly retry: () => void;
}

/** The rows of the given nonces, as far as they have come. */
export function useScheduleRows(
  place: { readonly network: Network; readonly processId: string },
  nonces: readonly number[],
  lastNonce: number,
): ScheduleRows {
  const { engine } = useApp();
  const profile = useProfile();
  const pages = [...new Set(nonces.map((nonce) => Math.floor(nonce / schedulePageRows)))];
  const results = useQueries({
    queries: pages.map((page) => schedulePageQuery(engine, { ...place, profile }, page, lastNonce)),
  });
  const rows = new Map<number, ScheduleRow>();
  for (const { data } of results) for (const row of data?.rows ?? []) rows.set(row.nonce, row);
  const failed = results.find(({ error }) => error !== null);
  const isEmpty = results.length > 0 && rows.size === 0 && results.every(({ data }) => data !== undefined);
  return { rows, isEmpty, error: failed?.error ?? null, retry: () => void failed?.refetch() };
}

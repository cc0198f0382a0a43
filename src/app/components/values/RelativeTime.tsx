import { useSyncExternalStore } from 'react';
import { formatAbsolute, formatRelative } from '../../format.ts';
import { readClock, subscribeClock } from './clock.ts';

/** `3 days ago`, with the moment itself in the title and for machines. */
export function RelativeTime({ timestampMs }: { readonly timestampMs: number }) {
  const nowMs = useSyncExternalStore(subscribeClock, readClock);
  const date = new Date(timestampMs);
  // Foreign clocks may say anything; ±8.64e15 ms is what a Date holds.
  if (Number.isNaN(date.getTime())) return <span title={String(timestampMs)}>at no valid time</span>;
  return (
    <time dateTime={date.toISOString()} title={formatAbsolute(timestampMs)}>
      {formatRelative(timestampMs, Math.max(nowMs, 0))}
    </time>
  );
}

/** Rows that one page can hold: browsers stop laying out above some 17 million pixels. */
export const maximumRows = 200_000;

/** The nonces that the table covers, both included. */
export interface ScheduleWindow {
  readonly first: number;
  readonly last: number;
}

/**
 * All of a schedule where it fits, else the stretch of it that holds `anchor` (the nonce asked for, or the end that is shown
 * first). Stretches lie on multiples of `maximumRows`, so that the same nonce always opens the same stretch.
 */
export function windowAround(latestNonce: number, anchor: number): ScheduleWindow {
  const inside = Math.min(Math.max(anchor, 0), latestNonce);
  const first = latestNonce < maximumRows ? 0 : inside - (inside % maximumRows);
  return { first, last: Math.min(first + maximumRows - 1, latestNonce) };
}

export type ScheduleOrder = 'newest' | 'oldest';

export function nonceAt(window: ScheduleWindow, order: ScheduleOrder, index: number): number {
  return order === 'oldest' ? window.first + index : window.last - index;
}

export function indexOf(window: ScheduleWindow, order: ScheduleOrder, nonce: number): number {
  return order === 'oldest' ? nonce - window.first : window.last - nonce;
}

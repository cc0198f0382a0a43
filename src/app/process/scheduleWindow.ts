/** Browsers stop laying out above some 17 million CSS pixels. */
const maximumHeight = 17_000_000;
/** Rows that one page holds, where they are not higher than on a phone. */
export const maximumRows = 200_000;

/** The nonces that the table covers, both included. */
export interface ScheduleWindow {
  readonly first: number;
  readonly last: number;
}

/**
 * All of a schedule where it fits, else the stretch of it that holds `anchor` (the nonce asked for, or the end that is shown
 * first). Stretches lie on multiples of their length, so that the same nonce always opens the same stretch.
 * @param rowHeight in CSS pixels
 */
export function windowAround(latestNonce: number, anchor: number, rowHeight: number): ScheduleWindow {
  const most = Math.min(maximumRows, Math.floor(maximumHeight / rowHeight));
  const inside = Math.min(Math.max(anchor, 0), latestNonce);
  const first = latestNonce < most ? 0 : inside - (inside % most);
  return { first, last: Math.min(first + most - 1, latestNonce) };
}

export type ScheduleOrder = 'newest' | 'oldest';

export function nonceAt(window: ScheduleWindow, order: ScheduleOrder, index: number): number {
  return order === 'oldest' ? window.first + index : window.last - index;
}

export function indexOf(window: ScheduleWindow, order: ScheduleOrder, nonce: number): number {
  return order === 'oldest' ? nonce - window.first : window.last - nonce;
}

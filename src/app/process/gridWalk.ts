import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** A data grid (WAI-ARIA APG): a table whose rows arrow keys walk, one of them in the tab order. */
export const grid = { role: 'grid' } as const;

export const scheduleColumns = ['Nonce', 'Time', 'Action', 'From', 'Message', 'Outcome', 'Checks'] as const;

const pageOfRows = 10;

/** The row, counted from 0, to which a key leads; null where it leads nowhere. */
export function walkTo(key: string, from: number, count: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + pageOfRows,
    PageUp: from - pageOfRows,
    Home: 0,
    End: count - 1,
  };
  const to = steps[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), count - 1);
}

/** Keys inside of a dialog, as of a row's evidence, are the dialog's own. */
export function isInDialog(target: EventTarget): boolean {
  return target instanceof Element && target.closest('dialog') !== null;
}

/** The row that arrow keys start from, by its nonce; focused once it is drawn. */
export function useActiveRow(list: RefObject<HTMLElement | null>, initial: number | null) {
  const [active, set] = useState<number | null>(initial);
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    const link = list.current?.querySelector<HTMLElement>(`[data-nonce="${wanted.current}"] a`);
    if (!link) return;
    wanted.current = null;
    link.focus({ preventScroll: true });
  });
  const setActive = useCallback((nonce: number, focus: boolean) => {
    set(nonce);
    if (focus) wanted.current = nonce;
  }, []);
  return { active, setActive };
}

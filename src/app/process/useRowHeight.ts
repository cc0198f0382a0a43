import { useCallback, useSyncExternalStore } from 'react';
import { useMedia } from '../components/useMedia.ts';

/** In rem, as in Process.css: rows grow with the text that the reader has chosen. */
const wideRow = 2.75;
const narrowRow = 5.25;
const narrow = '(max-width: 54rem)';

/** The height of a row of the schedule, in CSS pixels. */
export function useRowHeight(): number {
  const rem = useRem();
  return (useMedia(narrow) ? narrowRow : wideRow) * rem;
}

/** The size of the page's text, in CSS pixels. It may change while the page is open, and everything's size with it. */
function useRem(): number {
  const subscribe = useCallback((listener: () => void) => {
    const observer = new ResizeObserver(listener);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  return useSyncExternalStore(subscribe, () =>
    Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
  );
}

import { type RefObject, useEffect, useRef } from 'react';

/**
 * Brings what a link was opened for into view, so that nobody has to look for it below what a process is.
 * @param wanted the link asks for it
 * @returns the ref of the element, which needs the class `sought` for room to be at the top before all of it has come
 */
export function useInView(wanted: boolean): RefObject<HTMLDivElement | null> {
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!wanted) return undefined;
    // A new page is put at its beginning first, and drawn there: what comes and is scrolled in one frame counts as having moved. One that is
    // come back to is put where its reader was.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        if (window.scrollY === 0) body.current?.scrollIntoView();
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [wanted]);
  return body;
}

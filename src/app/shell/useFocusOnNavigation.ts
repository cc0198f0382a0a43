import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

/**
 * A new page moves the focus to its heading, as a browser does when it loads one; a change of search parameters is the same page.
 * The heading may come a moment later, with its code, and give way to another, with its data.
 */
export function useFocusOnNavigation(): void {
  const pathname = useLocation({ select: (location) => location.pathname });
  const previous = useRef(pathname);
  useEffect(() => {
    if (previous.current === pathname) return undefined;
    previous.current = pathname;
    const content = document.getElementById('content');
    if (content === null) return undefined;
    let focused = focusHeading(content);
    const observer = new MutationObserver(() => {
      // Where its reader has gone on from, the focus stays.
      const isLost = focused !== null && !focused.isConnected && document.activeElement === document.body;
      if (focused === null || isLost) focused = focusHeading(content);
    });
    observer.observe(content, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [pathname]);
}

function focusHeading(content: HTMLElement): HTMLElement | null {
  const heading = content.querySelector('h1');
  if (heading === null) return null;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  return heading;
}

import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

/**
 * A new page moves the focus to its heading, as a browser does when it loads one; a change of search parameters is the same page.
 * The heading may come a moment later, with its data or its code.
 */
export function useFocusOnNavigation(): void {
  const pathname = useLocation({ select: (location) => location.pathname });
  const previous = useRef(pathname);
  useEffect(() => {
    if (previous.current === pathname) return undefined;
    previous.current = pathname;
    const content = document.getElementById('content');
    if (content === null) return undefined;
    if (focusHeading(content)) return undefined;
    const observer = new MutationObserver(() => {
      if (focusHeading(content)) observer.disconnect();
    });
    observer.observe(content, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [pathname]);
}

function focusHeading(content: HTMLElement): boolean {
  const heading = content.querySelector('h1');
  if (heading === null) return false;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  return true;
}

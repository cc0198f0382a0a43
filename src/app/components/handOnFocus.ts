import { type RefCallback, useCallback, useLayoutEffect, useRef } from 'react';

/** A control went away with the focus, and its user has done nothing since. */
let isOrphaned = false;

/**
 * The ref of a control that its own use takes away, as a button does that gives way to what it started. Where it has the focus as it goes, the focus
 * passes to what inherits it, at once or when that comes, and does not fall to the page's beginning.
 */
export function handOnFocus(element: HTMLElement | null): (() => void) | undefined {
  if (element === null) return undefined;
  return () => {
    if (element.contains(document.activeElement)) waitForHeir();
  };
}

function waitForHeir(): void {
  isOrphaned = true;
  const over = new AbortController();
  for (const type of ['focusin', 'keydown', 'pointerdown']) {
    document.addEventListener(
      type,
      () => {
        isOrphaned = false;
        over.abort();
      },
      { signal: over.signal },
    );
  }
}

/** The ref of what takes the focus over from a control that went away, and hands it on in its turn. It needs a `tabIndex` of -1. */
export function useInheritedFocus(): RefCallback<HTMLElement> {
  const held = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (isOrphaned && document.activeElement === document.body) held.current?.focus({ preventScroll: true });
  });
  return useCallback((element: HTMLElement | null) => {
    held.current = element;
    const handOn = handOnFocus(element);
    return () => {
      held.current = null;
      handOn?.();
    };
  }, []);
}

/** Leads to what has to be corrected, once the form shows it. */
export function focusFirstInvalid(form: HTMLFormElement): void {
  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}

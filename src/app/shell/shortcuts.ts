import { useEffect } from 'react';

/** Every key the app listens to. The help dialog is made from this list, so nothing can be bound without being told. */
export const shortcuts = {
  find: { keys: '/', does: 'Go to the input; in a schedule, find messages' },
  previous: { keys: '[', does: 'Previous message' },
  next: { keys: ']', does: 'Next message' },
  help: { keys: '?', does: 'Show these shortcuts' },
} as const;
export type ShortcutName = keyof typeof shortcuts;

/** How a grid is walked; the browser's own keys do the rest. */
export const gridKeys = [
  { keys: '↑ ↓', does: 'Previous and next row of a schedule' },
  { keys: 'Page Up, Page Down', does: 'Ten rows at a time' },
  { keys: 'Home, End', does: 'First and last row' },
  { keys: 'Enter', does: 'Open the message' },
] as const;

/** Who listens to each key, in the order in which they came: what a screen binds goes before what the shell around it does. */
const bound: Record<ShortcutName, (() => void)[]> = { find: [], previous: [], next: [], help: [] };

/** Calls `action` when the key is pressed outside of any field. Keep `action` stable, or it is bound anew at each render. */
export function useShortcut(name: ShortcutName, action: (() => void) | undefined): void {
  useEffect(() => {
    if (action === undefined) return undefined;
    const listen = (event: KeyboardEvent) => {
      if (event.key !== shortcuts[name].keys || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.defaultPrevented || isTyping(event.target) || bound[name].at(-1) !== action) return;
      event.preventDefault();
      action();
    };
    bound[name].push(action);
    document.addEventListener('keydown', listen);
    return () => {
      document.removeEventListener('keydown', listen);
      bound[name] = bound[name].filter((each) => each !== action);
    };
  }, [name, action]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('dialog') !== null) return true;
  return target.matches('textarea, select, input:not([type="radio"], [type="checkbox"])');
}

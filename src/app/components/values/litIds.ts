/** The id under the pointer or the focus: every place that shows the same id lights up with it. */
let lit: string | null = null;
const listeners = new Set<() => void>();

function light(id: string | null): void {
  if (lit === id) return;
  lit = id;
  for (const listener of listeners) listener();
}

export function litId(): string | null {
  return lit;
}

export function subscribeLit(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows pointer and focus over every `[data-id]` of the page. Returns what ends it. */
export function followIds(page: Document): () => void {
  const enter = (event: Event) => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-id]') : null;
    light(element?.dataset['id'] ?? null);
  };
  page.addEventListener('pointerover', enter);
  page.addEventListener('focusin', enter);
  return () => {
    page.removeEventListener('pointerover', enter);
    page.removeEventListener('focusin', enter);
  };
}

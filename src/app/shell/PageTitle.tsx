/** The document's title; React puts it into the head. */
export function PageTitle({ title }: { readonly title?: string }) {
  return <title>{title === undefined ? 'Selfsame' : `${title} · Selfsame`}</title>;
}

/** Keys for pieces of one text: they have no identity but their place, and never move. */
export function keyed<Item>(
  items: readonly Item[],
): readonly { readonly key: number; readonly item: Item }[] {
  return items.map((item, key) => ({ key, item }));
}

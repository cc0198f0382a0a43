/**
 * Whether a page's fragment is a link that starts an evaluation by itself: a balance with all that it takes, a dry-run that asks something, a
 * comparison, a receipt. A link that is wrong otherwise costs two threads that nobody needed.
 */
export function asksForWork(fragment: string): boolean {
  const [path = '', search = ''] = fragment.split('?', 2);
  const asked = new URLSearchParams(search);
  const has = (name: string) => Boolean(asked.get(name));
  if (path === '#/balance') return has('process') && has('wallet');
  if (/^#\/process\/[^/]+\/ask$/.test(path)) return has('action') || has('tags') || has('data');
  return /^#\/(verify|process\/[^/]+\/compare)\/[^/]+$/.test(path);
}

/** Whether a page's fragment is a link that starts an evaluation by itself: only a balance's does, with all that it takes. */
export function asksForWork(fragment: string): boolean {
  const [path, search = ''] = fragment.split('?', 2);
  const asked = new URLSearchParams(search);
  return path === '#/balance' && Boolean(asked.get('process')) && Boolean(asked.get('wallet'));
}

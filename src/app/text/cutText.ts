/** What a process calls itself can be of any length: it would push what is known of it out of sight. All of it is among its tags. */
const mostNameCharacters = 60;
/** A ticker stands beside an amount, in its line. */
export const mostUnitCharacters = 20;

/** Text of a stranger's for one line: longer text ends in `…`. No character outside the basic plane is halved. */
export function cutText(text: string, mostCharacters: number): string {
  // Each takes two units at most.
  const characters = [...text.slice(0, 2 * mostCharacters + 2)];
  return characters.length > mostCharacters ? `${characters.slice(0, mostCharacters).join('')}…` : text;
}

export function cutName(name: string): string {
  return cutText(name, mostNameCharacters);
}

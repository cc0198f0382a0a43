/**
 * Which checkpoints of a line to let go. At a distance of 2^k … 2^(k+1) nonces from the newest one, one is kept in every aligned block of
 * 2^(k−2): so the replay from a kept one to any older nonce is at most about half of that nonce's distance, and their number grows
 * with the logarithm of the line. Blocks nest as they age, so what is kept today never has to have been kept yesterday by luck.
 * @param nonces rising
 * @param needed is kept whatever its age
 */
export function chooseThinned(nonces: readonly number[], needed: number): readonly number[] {
  const newest = nonces.at(-1) ?? 0;
  const taken = new Set<string>();
  return nonces.filter((nonce) => {
    const distance = newest - nonce;
    const octave = distance === 0 ? 0 : Math.floor(Math.log2(distance));
    const block = Math.floor(nonce / Math.max(1, 2 ** (octave - 2)));
    const place = `${octave} ${block}`;
    const isFirst = !taken.has(place);
    taken.add(place);
    return !isFirst && nonce !== needed && nonce !== newest;
  });
}

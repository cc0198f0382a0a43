/** What one nonce told. `unknown`: it could not be compared there. */
export type Outcome = 'same' | 'differs' | 'unknown';

/** Between two nonces that have been asked: `same` at the first (or nothing, where it is -1), `differs` at the second. */
export interface Bracket {
  readonly sameNonce: number;
  readonly differsNonce: number;
}

/** Neighbours that are tried where a nonce cannot be compared, before the search ends there. */
const mostDetours = 6;

/**
 * Halves a bracket until nothing lies between. What comes out is *a* boundary: the only one where what once differs goes on differing
 * (state does; single results need not). No nonce is asked twice.
 * @param ask tells of one nonce strictly inside the bracket
 * @returns a bracket of neighbours, or the narrowest one that could be reached
 */
export async function narrow(bracket: Bracket, ask: (nonce: number) => Promise<Outcome>): Promise<Bracket> {
  let { sameNonce, differsNonce } = bracket;
  while (differsNonce - sameNonce > 1) {
    let moved = false;
    for (const nonce of around(sameNonce, differsNonce)) {
      const outcome = await ask(nonce);
      if (outcome === 'unknown') continue;
      if (outcome === 'same') sameNonce = nonce;
      else differsNonce = nonce;
      moved = true;
      break;
    }
    if (!moved) break;
  }
  return { sameNonce, differsNonce };
}

/** The middle of what lies between, and then its neighbours on either side. */
function* around(sameNonce: number, differsNonce: number): Generator<number, void> {
  const middle = sameNonce + Math.floor((differsNonce - sameNonce) / 2);
  let count = 0;
  for (let distance = 0; count <= mostDetours; distance += 1) {
    const candidates = distance === 0 ? [middle] : [middle - distance, middle + distance];
    const inside = candidates.filter((nonce) => nonce > sameNonce && nonce < differsNonce);
    if (inside.length === 0) return;
    for (const nonce of inside) {
      yield nonce;
      count += 1;
      if (count > mostDetours) return;
    }
  }
}

/** `count` nonces evenly before `nonce`, rising: where a unit agrees at the end, it may still have differed before. */
export function samplesBefore(nonce: number, count: number): readonly number[] {
  const all = Array.from({ length: count }, (_, index) => Math.floor((nonce * index) / count));
  return [...new Set(all)].filter((each) => each < nonce);
}

import type { BoundarySearch, ComparedQuestion, UnitComparison } from '../../engine/api.ts';
import { formatCount } from '../format.ts';

export const questionTitles: Readonly<Record<ComparedQuestion['kind'], string>> = {
  result: 'What the message answered',
  balance: 'What one wallet holds',
  balances: 'What everybody holds',
  memory: 'The whole memory',
};

export const outcomeWords: Readonly<Record<UnitComparison['outcome'], string>> = {
  pending: 'is being asked',
  same: 'says the same',
  differs: 'differs',
  behind: 'is behind',
  failed: 'gave no answer',
};

/** A difference in one result says nothing of the next one; state that once differs mostly goes on differing. */
export function titleBoundary(host: string, nonce: number, question: ComparedQuestion['kind']): string {
  const at = formatCount(nonce);
  return question === 'result' ? `${host} differs at nonce ${at}` : `${host} differs from nonce ${at} on`;
}

/** What a search came to, in one sentence. */
export function describeSearch(
  search: BoundarySearch,
  outcome: UnitComparison['outcome'],
  question: ComparedQuestion['kind'],
): string {
  const { state, probes, sameNonce, differsNonce } = search;
  const same = probes.filter((probe) => probe.outcome === 'same').length;
  const asked = `${formatCount(probes.length)} nonces`;
  switch (state) {
    case 'waiting':
      return '';
    case 'searching':
      return outcome === 'differs'
        ? `Looking for where it begins to differ: ${asked} asked.`
        : `Looking whether it differed before: ${asked} asked.`;
    case 'nothing-found':
      return probes.length === 0
        ? ''
        : `It said the same at ${formatCount(same)} of ${asked} before, spread evenly, and nowhere something else. What lies between was not asked.`;
    case 'found':
      return sameNonce === null
        ? 'It differs from the first message on.'
        : `At nonce ${formatCount(sameNonce)} it said the same, at nonce ${formatCount(differsNonce ?? 0)} it did not.`;
    case 'ended':
      if (question === 'memory' && differsNonce !== null) {
        return `Its memory after nonce ${formatCount(differsNonce)} is another. Units keep their latest memory only, so that no earlier one was asked for: compare results, or what everybody holds, to find where it begins.`;
      }
      return differsNonce === null
        ? ''
        : `It differs at nonce ${formatCount(differsNonce)}${sameNonce === null ? '' : `, and not at nonce ${formatCount(sameNonce)}`}; what lies between could not be compared.`;
  }
}

/** What halving supposes. A question about state meets it better than one about single messages. */
export function describeAssumption(question: ComparedQuestion['kind']): string {
  return question === 'result'
    ? 'Found by halving. A result is about one message only, so a unit may differ at others that were not asked, before this one as well.'
    : 'Found by halving, which supposes that state which once differs goes on differing. Where a unit came back to the same state in between, this is one beginning among several.';
}

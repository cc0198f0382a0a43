import type { BalanceRequest, ErrorReport } from '../../engine/api.ts';
import type { NetworkChoice } from '../networks.ts';
import { isIdShape, isWalletShape } from '../pasted.ts';
import type { BalanceSearch } from '../search.ts';
import { wrongInLink } from '../wrongLink.ts';
import { requestOf } from './requestOf.ts';

export type Asked =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'request'; readonly request: BalanceRequest }
  | { readonly kind: 'wrong'; readonly error: ErrorReport };

/** What a balance link asks for on the network that it names. */
export function askedFor(
  choice: NetworkChoice,
  { process: processId, wallet, nonce, profile, start }: BalanceSearch,
): Asked {
  if (!processId || !wallet || choice.kind === 'wrong') return { kind: 'nothing' };
  if (!isIdShape(processId)) return { kind: 'wrong', error: wrongInLink('process', processId) };
  if (!isWalletShape(wallet)) return { kind: 'wrong', error: wrongInLink('wallet', wallet) };
  if (typeof nonce === 'string') return { kind: 'wrong', error: wrongInLink('nonce', nonce) };
  return {
    kind: 'request',
    request: requestOf(choice.network, { processId, wallet, nonce, profile, start }),
  };
}

import type { BalanceRequest, ErrorReport } from '../../engine/api.ts';
import type { NetworkChoice } from '../networks.ts';
import { isIdShape, isWalletShape } from '../pasted.ts';
import type { BalanceSearch } from '../search.ts';
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
  if (!isIdShape(processId)) return { kind: 'wrong', error: wrongId('process', processId) };
  if (!isWalletShape(wallet)) return { kind: 'wrong', error: wrongId('wallet', wallet) };
  return {
    kind: 'request',
    request: requestOf(choice.network, { processId, wallet, nonce, profile, start }),
  };
}

/** The link's value is wrong before the engine is asked; the words are the engine's. */
function wrongId(what: 'process' | 'wallet', value: string): ErrorReport {
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return {
    layer: 'protocol',
    code: 'invalid-id',
    message:
      what === 'process'
        ? `The process "${shown}" is not 43 characters of base64url.`
        : `The wallet "${shown}" is neither an Arweave address (43 characters of base64url) nor an Ethereum address (0x and 40 hex digits).`,
    details: { what, length: value.length },
    chain: [],
  };
}

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
  if (!isIdShape(processId)) return { kind: 'wrong', error: wrongValue('process', processId) };
  if (!isWalletShape(wallet)) return { kind: 'wrong', error: wrongValue('wallet', wallet) };
  return {
    kind: 'request',
    request: requestOf(choice.network, { processId, wallet, nonce, profile, start }),
  };
}

/** As the engine would call it, and what it is not. */
const wrongWords = {
  process: { code: 'invalid-id', isNot: 'is not 43 characters of base64url' },
  wallet: {
    code: 'invalid-wallet',
    isNot:
      'is neither an Arweave address (43 characters of base64url) nor an Ethereum address (0x and 40 hex digits)',
  },
} as const;

/** The link's value is wrong before the engine is asked. */
function wrongValue(what: 'process' | 'wallet', value: string): ErrorReport {
  const { code, isNot } = wrongWords[what];
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return {
    layer: 'protocol',
    code,
    message: `The ${what} "${shown}" ${isNot}.`,
    details: { what, length: value.length },
    chain: [],
  };
}

import type { BalanceRequest, Network } from '../../engine/api.ts';
import { profileOf } from '../profile.ts';

/** The engine's request for what a link asks. */
export function requestOf(
  network: Network,
  asked: {
    readonly processId: string;
    readonly wallet: string;
    readonly nonce?: number | undefined;
    readonly profile?: string | undefined;
  },
  fromNothing = false,
): BalanceRequest {
  const profile = profileOf(asked.profile);
  return {
    kind: 'balance',
    network,
    processId: asked.processId,
    wallet: asked.wallet,
    ...(asked.nonce === undefined ? {} : { toNonce: asked.nonce }),
    ...(profile === undefined ? {} : { profile }),
    ...(fromNothing ? { fromNothing } : {}),
  };
}

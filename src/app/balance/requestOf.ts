import type { BalanceRequest, Network } from '../../engine/api.ts';
import { profileOf } from '../profile.ts';
import { startOfLink } from '../start.ts';

/** The engine's request for what a link asks. */
export function requestOf(
  network: Network,
  asked: {
    readonly processId: string;
    readonly wallet: string;
    readonly nonce?: number | undefined;
    readonly profile?: string | undefined;
    readonly start?: string | undefined;
  },
  fromNothing = false,
): BalanceRequest {
  const profile = profileOf(asked.profile);
  const start = startOfLink(asked.start);
  return {
    kind: 'balance',
    network,
    processId: asked.processId,
    wallet: asked.wallet,
    ...(asked.nonce === undefined ? {} : { toNonce: asked.nonce }),
    ...(profile === undefined ? {} : { profile }),
    ...(start === undefined ? {} : { start }),
    ...(fromNothing ? { fromNothing } : {}),
  };
}

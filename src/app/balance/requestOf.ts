import type { BalanceRequest, Network } from '../../engine/api.ts';

/** The engine's request for what a link asks. */
export function requestOf(
  network: Network,
  asked: { readonly processId: string; readonly wallet: string; readonly nonce?: number | undefined },
  fromNothing = false,
): BalanceRequest {
  return {
    kind: 'balance',
    network,
    processId: asked.processId,
    wallet: asked.wallet,
    ...(asked.nonce === undefined ? {} : { toNonce: asked.nonce }),
    ...(fromNothing ? { fromNothing } : {}),
  };
}

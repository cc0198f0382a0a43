import { useMemo } from 'react';
import type { Network, ReplayRequest } from '../../engine/api.ts';
import { useProfile } from '../profile.ts';

/** A place in a schedule. */
export interface MessagePlace {
  readonly network: Network;
  readonly processId: string;
  readonly nonce: number;
}

/** The evaluation that a message's result comes from: of its process, as far as this message and no further. */
export function useRequestThrough({ network, processId, nonce }: MessagePlace): ReplayRequest {
  const profile = useProfile();
  return useMemo((): ReplayRequest => {
    const asked = { kind: 'replay', network, processId, toNonce: nonce } as const;
    return profile === undefined ? asked : { ...asked, profile };
  }, [network, processId, nonce, profile]);
}

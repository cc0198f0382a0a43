import { useParams, useSearch } from '@tanstack/react-router';
import { useNetwork } from '../networks.ts';

/** Where the things that facts speak of can be looked at. */
export interface FactPlace {
  /** The process of the page in view; null on pages of none. */
  readonly processId: string | null;
  readonly net: string;
  /** A gateway that other pages of this browser can reach; null for networks that exist in this tab only. */
  readonly gateway: string | null;
}

/** The page in view says which process and network its facts are about. */
export function useFactPlace(): FactPlace {
  const params: { readonly processId?: string | undefined } = useParams({ strict: false });
  const search: { readonly process?: string | undefined } = useSearch({ strict: false });
  const choice = useNetwork();
  const gateways = choice.kind === 'known' ? choice.network.gateways : [];
  return {
    processId: params.processId ?? search.process ?? null,
    net: choice.net,
    gateway: gateways.find((url) => !isReserved(url)) ?? null,
  };
}

/** RFC 2606: no such host can exist, so that a link there would lead nowhere. */
function isReserved(url: string): boolean {
  return new URL(url).hostname.endsWith('.invalid');
}

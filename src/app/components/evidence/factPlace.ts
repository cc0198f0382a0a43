import { useParams, useSearch } from '@tanstack/react-router';
import { createContext, use } from 'react';
import { useNetwork } from '../../networks.ts';

/** Where the things that facts speak of can be looked at. */
export interface FactPlace {
  /** The process of the page in view; null on pages of none. */
  readonly processId: string | null;
  readonly net: string;
  /** A gateway that other pages of this browser can reach; null for networks that exist in this tab only. */
  readonly gateway: string | null;
}

const FactProcess = createContext<string | null>(null);
/** For pages whose address does not name the process that their facts are about. */
export const FactProcessProvider = FactProcess.Provider;

/** The page in view says which process and network its facts are about. */
export function useFactPlace(): FactPlace {
  const told = use(FactProcess);
  const params: { readonly processId?: string | undefined } = useParams({ strict: false });
  const search: { readonly process?: string | undefined } = useSearch({ strict: false });
  const choice = useNetwork();
  const gateways = choice.kind === 'known' ? choice.network.gateways : [];
  return {
    processId: told ?? params.processId ?? search.process ?? null,
    net: choice.net,
    gateway: gateways.find((url) => !isReserved(url)) ?? null,
  };
}

/** RFC 2606: no such host can exist, so that a link there would lead nowhere. */
function isReserved(url: string): boolean {
  return new URL(url).hostname.endsWith('.invalid');
}

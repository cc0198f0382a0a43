import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import {
  decodeNetworkLink,
  type ErrorReport,
  encodeNetworkLink,
  type Network,
  reportError,
} from '../engine/api.ts';
import { useApp, useSettings } from './AppContext.tsx';
import type { Settings } from './settings/settingsStore.ts';

/** A network and the text that stands for it in links (`net=`). */
export interface LinkedNetwork {
  readonly net: string;
  readonly network: Network;
}

export type NetworkChoice =
  | ({ readonly kind: 'known' } & LinkedNetwork)
  | { readonly kind: 'wrong'; readonly net: string; readonly error: ErrorReport };

/**
 * The network that a link's `net` stands for; without one, the network chosen in Settings. One that names servers which its reader has not chosen
 * is marked `isOfLink`.
 */
export function resolveNetwork(
  net: string | undefined,
  presets: readonly Network[],
  chosen: LinkedNetwork,
  known: readonly LinkedNetwork[] = [],
): NetworkChoice {
  if (net === undefined || net === chosen.net) return { kind: 'known', ...chosen };
  const own = known.find((each) => each.net === net);
  if (own !== undefined) return { kind: 'known', ...own };
  try {
    const network = decodeNetworkLink(net, presets);
    const chosenOrigins = [...presets, chosen.network, ...known.map((each) => each.network)].flatMap(
      originsOf,
    );
    const isOwn = originsOf(network).every((origin) => chosenOrigins.includes(origin) || isHere(origin));
    return { kind: 'known', net, network: isOwn ? network : { ...network, isOfLink: true } };
  } catch (error) {
    return { kind: 'wrong', net, error: reportError(error) };
  }
}

function originsOf({ gateways, graphql, schedulerUnits, computeUnits }: Network): readonly string[] {
  return [gateways, graphql, schedulerUnits, computeUnits].flat().map((url) => new URL(url).origin);
}

/** On this machine, or in this tab: the demo network's hosts, which by RFC 2606 can exist nowhere else. */
function isHere(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname.endsWith('.invalid');
}

/** Presets first, then what the user has added. */
function knownNetworks(
  presets: readonly Network[],
  customNetworks: readonly Network[],
): readonly LinkedNetwork[] {
  return [...presets, ...customNetworks].map((network) => ({
    net: encodeNetworkLink(network, presets),
    network,
  }));
}

function chosenOf(known: readonly LinkedNetwork[], networkId: string): LinkedNetwork {
  const chosen = known.find(({ network }) => network.id === networkId) ?? known[0];
  if (chosen === undefined) throw new Error('The app is built without a network.');
  return chosen;
}

/** As `useNetwork`, where nothing is rendered. */
export function networkOfLink(
  net: string | undefined,
  presets: readonly Network[],
  { customNetworks, networkId }: Pick<Settings, 'customNetworks' | 'networkId'>,
): NetworkChoice {
  const known = knownNetworks(presets, customNetworks);
  return resolveNetwork(net, presets, chosenOf(known, networkId), known);
}

export function useKnownNetworks(): readonly LinkedNetwork[] {
  const { networks: presets } = useApp();
  const { customNetworks } = useSettings();
  return useMemo(() => knownNetworks(presets, customNetworks), [presets, customNetworks]);
}

export function useChosenNetwork(): LinkedNetwork {
  const { networkId } = useSettings();
  return chosenOf(useKnownNetworks(), networkId);
}

/** The network of the page in view. */
export function useNetwork(): NetworkChoice {
  const { networks } = useApp();
  const search: { readonly net?: string | undefined } = useSearch({ strict: false });
  const known = useKnownNetworks();
  const chosen = useChosenNetwork();
  return useMemo(
    () => resolveNetwork(search.net, networks, chosen, known),
    [search.net, networks, chosen, known],
  );
}

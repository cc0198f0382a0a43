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

/** The network that a link's `net` stands for; without one, the network chosen in Settings. */
export function resolveNetwork(
  net: string | undefined,
  presets: readonly Network[],
  chosen: LinkedNetwork,
): NetworkChoice {
  if (net === undefined || net === chosen.net) return { kind: 'known', ...chosen };
  try {
    return { kind: 'known', net, network: decodeNetworkLink(net, presets) };
  } catch (error) {
    return { kind: 'wrong', net, error: reportError(error) };
  }
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
  return resolveNetwork(net, presets, chosenOf(knownNetworks(presets, customNetworks), networkId));
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
  const chosen = useChosenNetwork();
  return useMemo(() => resolveNetwork(search.net, networks, chosen), [search.net, networks, chosen]);
}

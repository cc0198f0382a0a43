import { Link } from '@tanstack/react-router';
import { useKnownNetworks, useNetwork } from '../networks.ts';
import type { processLink } from '../url.ts';

/** The same page on the other networks that are known here. */
export function OtherNetworks({ link }: { readonly link: (net: string) => ReturnType<typeof processLink> }) {
  const known = useKnownNetworks();
  const { net: current } = useNetwork();
  return known
    .filter(({ net }) => net !== current)
    .map(({ net, network }) => (
      <Link key={net} {...link(net)} className="button">
        Look on {network.name}
      </Link>
    ));
}

import { Link, type LinkProps } from '@tanstack/react-router';
import type { ErrorReport } from '../../engine/api.ts';
import { useKnownNetworks, useNetwork } from '../networks.ts';

interface OtherNetworksProps {
  /** Why the page shows nothing. */
  readonly error: ErrorReport;
  readonly link: (net: string) => Pick<LinkProps, 'to' | 'params' | 'search'>;
}

/** The same page on the other networks that are known here, where one of them may have what this one has not. */
export function OtherNetworks({ error, link }: OtherNetworksProps) {
  const known = useKnownNetworks();
  const { net: current } = useNetwork();
  if (error.layer !== 'source') return null;
  return known
    .filter(({ net }) => net !== current)
    .map(({ net, network }) => (
      <Link key={net} {...link(net)} className="button">
        Look on {network.name}
      </Link>
    ));
}

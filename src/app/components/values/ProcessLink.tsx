import { Link } from '@tanstack/react-router';
import { useNetwork } from '../../networks.ts';
import { processLink } from '../../url.ts';
import { Id } from './Id.tsx';

/** A process's id that leads to its page, on the network of the page in view. */
export function ProcessLink({ processId }: { readonly processId: string }) {
  const { net } = useNetwork();
  return (
    <Id id={processId} what="process id">
      {(text) => <Link {...processLink({ processId, net })}>{text}</Link>}
    </Id>
  );
}

import { Link } from '@tanstack/react-router';
import type { Fact } from '../../../engine/api.ts';
import { formatCount } from '../../format.ts';
import { messageLink } from '../../url.ts';
import { Id } from '../values/Id.tsx';
import { ProcessLink } from '../values/ProcessLink.tsx';
import { useFactPlace } from './factPlace.ts';

/** The item that a fact speaks of: its page in this app where it has one, else as a gateway has it. */
export function FactItem({ fact: { nonce, itemId } }: { readonly fact: Pick<Fact, 'nonce' | 'itemId'> }) {
  const { processId, net, gateway } = useFactPlace();
  return (
    <>
      {nonce === undefined ? null : (
        <>
          {' · '}
          {processId === null ? (
            `nonce ${formatCount(nonce)}`
          ) : (
            <Link {...messageLink({ processId, nonce, net })} preload={false}>
              nonce {formatCount(nonce)}
            </Link>
          )}
        </>
      )}
      {itemId === undefined ? null : (
        <>
          {' · '}
          {itemId === processId ? <ProcessLink processId={itemId} /> : <Id id={itemId} what="item id" />}
          {gateway === null ? null : (
            <>
              {' '}
              <a href={`${gateway}/raw/${itemId}`} target="_blank" rel="noopener noreferrer">
                raw, from {new URL(gateway).host}
              </a>
            </>
          )}
        </>
      )}
    </>
  );
}

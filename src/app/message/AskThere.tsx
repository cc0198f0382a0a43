import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useApp } from '../AppContext.tsx';
import { globalsScript } from '../ask/globals.ts';
import { type HandledMessage, handlersScript } from '../ask/handlers.ts';
import { useNetwork } from '../networks.ts';
import { useProfile } from '../profile.ts';
import { processQuery } from '../queries.ts';
import { askLink, compareLink } from '../url.ts';
import type { MessagePlace } from './useRequestThrough.ts';

/** What can be asked at this place of the schedule: of the process, as it was then, and of others about it. */
export function AskThere({
  network,
  processId,
  nonce,
  message,
}: MessagePlace & { readonly message: HandledMessage }) {
  const { engine } = useApp();
  const { net } = useNetwork();
  const profile = useProfile();
  const { data: process } = useQuery(processQuery(engine, { network, processId, profile }));
  const place = { processId, net, nonce };
  return (
    <div className="row">
      {nonce === 0 || process === undefined ? null : (
        // Only whom the process takes for its owner is told.
        <Link
          {...askLink({
            ...place,
            ...{ action: 'Eval', data: globalsScript, as: process.owner, beside: 'before' },
          })}
          className="button"
        >
          State before and after
        </Link>
      )}
      {nonce === 0 || process === undefined ? null : (
        // As they were when it came.
        <Link
          {...askLink({
            ...{ ...place, nonce: nonce - 1 },
            ...{ action: 'Eval', data: handlersScript(message), as: process.owner },
          })}
          className="button"
        >
          Which handlers take it
        </Link>
      )}
      <Link {...askLink({ ...place, as: process?.owner })} className="button">
        Dry-run after it
      </Link>
      <Link {...compareLink(place)} className="button">
        Compute units
      </Link>
    </div>
  );
}

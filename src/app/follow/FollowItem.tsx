import { Link } from '@tanstack/react-router';
import { useApp } from '../AppContext.tsx';
import { EvidenceBadge } from '../components/evidence/EvidenceBadge.tsx';
import { ForeignName } from '../components/foreign/ForeignName.tsx';
import { Id } from '../components/values/Id.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { shortenId } from '../format.ts';
import { cutName } from '../text/cutText.ts';
import { processLink } from '../url.ts';
import { FollowSentence } from './FollowSentence.tsx';
import type { FollowRow } from './followStore.ts';

/** That another tab does it, or none, stands above the list. */
function isSaidOfAll({ request, state, stop }: FollowRow): boolean {
  return request !== null && state === null && !stop?.error;
}

/** One process that is kept up with: how far it is known, what is happening, and how to stop it. */
export function FollowItem({ row, isElsewhere }: { readonly row: FollowRow; readonly isElsewhere: boolean }) {
  const { follows } = useApp();
  const { id, processId, net, programPath, name, state, stop } = row;
  const profile = programPath === '' ? undefined : programPath;
  const answer = state?.answer ?? null;
  const called = name === null ? shortenId(processId) : cutName(name);
  return (
    <li className="follow" data-follow={state?.step.kind ?? 'not-here'} data-process={processId}>
      <Link {...processLink({ processId, net, profile })} className="follow-name">
        {name === null ? 'Unnamed process' : <ForeignName name={name} />}
      </Link>
      <p className="follow-id">
        <Id id={processId} />
      </p>
      <p className="follow-answer">
        {answer === null ? null : (
          <>
            <EvidenceBadge level={answer.level} /> through nonce <Nonce nonce={answer.nonce} />
          </>
        )}
      </p>
      <p className={stop?.error ? 'follow-sentence follow-stopped' : 'follow-sentence'}>
        {isSaidOfAll(row) ? null : <FollowSentence row={row} isElsewhere={isElsewhere} />}
      </p>
      <p className="follow-actions">
        {stop === undefined ? null : (
          <button type="button" className="button" onClick={() => follows.goOn(id)}>
            Go on<span className="visually-hidden">{` with ${called}`}</span>
          </button>
        )}
        <button type="button" className="button" onClick={() => follows.unfollow(id)}>
          {stop === undefined ? 'Stop' : 'Remove'}
          <span className="visually-hidden">
            {stop === undefined ? ` keeping up with ${called}` : ` ${called}`}
          </span>
        </button>
      </p>
    </li>
  );
}

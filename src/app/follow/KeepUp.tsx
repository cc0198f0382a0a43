import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { useApp } from '../AppContext.tsx';
import { homeLink } from '../url.ts';
import { FollowSentence } from './FollowSentence.tsx';
import { type Follow, followId } from './keptFollows.ts';
import { useFollow, useFollows, useIsElsewhere } from './useFollows.ts';
import './Follow.css';

/** Whether this browser keeps up with a process by itself, and what it does for that now. */
export function KeepUp(follow: Omit<Follow, 'stop'>) {
  const { follows } = useApp();
  const { role } = useFollows();
  const isElsewhere = useIsElsewhere();
  const sentenceId = useId();
  const id = followId(follow);
  const row = useFollow(id);
  return (
    <div className="keep-up" data-follow={row === undefined ? 'off' : (row.state?.step.kind ?? 'not-here')}>
      <label className="check">
        <input
          type="checkbox"
          checked={row !== undefined}
          aria-describedby={sentenceId}
          onChange={(event) => (event.target.checked ? follows.follow(follow) : follows.unfollow(id))}
        />
        Keep up with this process
      </label>
      <p id={sentenceId} className={row?.stop?.error ? 'follow-sentence follow-stopped' : 'follow-sentence'}>
        {row === undefined ? (
          'Off: later messages are evaluated when you ask.'
        ) : (
          <FollowSentence row={row} isElsewhere={isElsewhere} />
        )}
      </p>
      {row === undefined ? null : <Link {...homeLink()}>All that are kept up with</Link>}
      {row !== undefined && role === 'paused' && !isElsewhere ? (
        <button type="button" className="button" onClick={() => follows.lend(true)}>
          Keep up in this tab
        </button>
      ) : null}
      {row?.stop === undefined ? null : (
        <button type="button" className="button" onClick={() => follows.goOn(id)}>
          Go on
        </button>
      )}
    </div>
  );
}

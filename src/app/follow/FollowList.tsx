import { useApp } from '../AppContext.tsx';
import { formatCounted } from '../format.ts';
import { FollowItem } from './FollowItem.tsx';
import type { FollowsView } from './followStore.ts';
import { useFollows, useIsElsewhere } from './useFollows.ts';
import './Follow.css';

/** The processes that this browser keeps up with, on the first screen; nothing where there is none. */
export function FollowList() {
  const { follows } = useApp();
  const view = useFollows();
  const isElsewhere = useIsElsewhere();
  if (view.follows.length === 0) return null;
  return (
    <section className="follows" aria-labelledby="follows" data-role={isElsewhere ? 'elsewhere' : view.role}>
      <div className="row">
        <h2 id="follows">Kept up with</h2>
        {view.role === 'paused' && !isElsewhere ? (
          <button type="button" className="button button-main" onClick={() => follows.lend(true)}>
            Keep up in this tab
          </button>
        ) : null}
        {view.role === 'paused' ? null : (
          <button type="button" className="button" onClick={() => follows.lend(false)}>
            Pause
          </button>
        )}
      </div>
      <p className="quiet">{summaryOf(view, isElsewhere)}</p>
      <ul className="follow-list" aria-labelledby="follows">
        {view.follows.map((row) => (
          <FollowItem key={row.id} row={row} isElsewhere={isElsewhere} />
        ))}
      </ul>
    </section>
  );
}

function summaryOf({ role, messageCount }: FollowsView, isElsewhere: boolean): string {
  if (role === 'elsewhere') return 'Another tab keeps up with these; this one goes on when that one closes.';
  if (isElsewhere) return 'Another tab keeps up with these.';
  if (role === 'paused') return 'Paused: this tab has not been lent to them.';
  const asks = 'This tab asks their scheduler units for later messages, and evaluates them';
  return messageCount === 0
    ? `${asks}.`
    : `${asks}: ${formatCounted(messageCount, 'message')} since it was opened.`;
}

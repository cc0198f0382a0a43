import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Network, ProcessView } from '../../engine/api.ts';
import { formatCount } from '../format.ts';
import { processLink } from '../url.ts';
import { GoToNonce } from './GoToNonce.tsx';
import { type Jump, ScheduleGrid } from './ScheduleGrid.tsx';
import { windowAround } from './scheduleWindow.ts';
import { useRowHeight } from './useRowHeight.ts';

interface ScheduleProps {
  readonly process: ProcessView;
  readonly network: Network;
  readonly net: string;
}

/** The schedule's controls, and its rows. */
export function Schedule({ process, network, net }: ScheduleProps) {
  const { order = 'newest', nonce } = useSearch({ from: '/process/$processId' });
  const navigate = useNavigate();
  const { processId } = process;
  const [jump, setJump] = useState<Jump | null>(nonce === undefined ? null : { nonce, focus: false });
  const rowHeight = useRowHeight();
  // Without the scheduler unit, what was evaluated here can still be read.
  const latest = process.latestNonce ?? process.evaluatedNonce ?? 0;
  const window = windowAround(latest, nonce ?? (order === 'newest' ? latest : 0), rowHeight);
  const whole = window.first === 0 && window.last === latest;
  return (
    <div className="stack">
      <div className="row schedule-bar">
        <GoToNonce
          latestNonce={latest}
          onGo={(wanted) => {
            setJump({ nonce: wanted, focus: true });
            void navigate({
              ...processLink({ processId, net, order, nonce: wanted }),
              resetScroll: false,
              replace: true,
            });
          }}
        />
        <button
          type="button"
          className="button"
          onClick={() => {
            setJump(null);
            const other = order === 'newest' ? 'oldest' : 'newest';
            void navigate({
              ...processLink({ processId, net, order: other }),
              resetScroll: false,
              replace: true,
            });
          }}
        >
          {order === 'newest' ? 'Oldest first' : 'Newest first'}
        </button>
        <span className="quiet number schedule-extent">
          {whole
            ? `Nonces 0 to ${formatCount(latest)}`
            : `Nonces ${formatCount(window.first)} to ${formatCount(window.last)} of ${formatCount(latest)}`}
        </span>
      </div>
      <ScheduleGrid
        key={`${order} ${window.first} ${rowHeight}`}
        processId={processId}
        network={network}
        net={net}
        window={window}
        order={order}
        rowHeight={rowHeight}
        jump={jump}
      />
    </div>
  );
}

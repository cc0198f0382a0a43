import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { ProcessView } from '../../engine/api.ts';
import { LongText } from '../components/foreign/LongText.tsx';
import { useInView } from '../components/useInView.ts';
import { Nonce } from '../components/values/Nonce.tsx';
import { formatCount } from '../format.ts';
import type { LinkedNetwork } from '../networks.ts';
import { processLink } from '../url.ts';
import { FindForm } from './find/FindForm.tsx';
import { FindResults } from './find/FindResults.tsx';
import { readFindText } from './find/findText.ts';
import { GoToNonce } from './GoToNonce.tsx';
import { type Jump, ScheduleGrid } from './ScheduleGrid.tsx';
import { windowAround } from './scheduleWindow.ts';
import { useRowHeight } from './useRowHeight.ts';

interface ScheduleProps {
  readonly process: ProcessView;
  readonly linked: LinkedNetwork;
}

/** All of a schedule, or what a link looks for in it. */
export function Schedule({ process, linked }: ScheduleProps) {
  const { find = '', reach } = useSearch({ from: '/process/$processId' });
  const latestNonce = process.latestNonce ?? process.evaluatedNonce ?? 0;
  const asked = readFindText(find);
  const results = useRef<HTMLDivElement>(null);
  // What is asked here is asked in view of it.
  const [isSought] = useState(asked.kind === 'terms');
  const body = useInView(isSought);
  return (
    <div ref={body} className={isSought ? 'stack sought' : 'stack'}>
      <FindForm
        processId={process.processId}
        linked={linked}
        latestNonce={latestNonce}
        find={find}
        onDown={() => results.current?.querySelector<HTMLElement>('tbody a[tabindex="0"]')?.focus()}
      />
      {asked.kind === 'wrong' ? (
        <p className="note" role="note">
          What this link looks for cannot be read. {asked.reason}
        </p>
      ) : null}
      {asked.kind === 'terms' ? (
        <div ref={results}>
          <FindResults
            key={`${find} ${reach}`}
            process={process}
            linked={linked}
            find={find}
            terms={asked.terms}
            fetches={reach === 'all'}
          />
        </div>
      ) : (
        <AllMessages process={process} linked={linked} />
      )}
    </div>
  );
}

/** The schedule's controls, and its rows. */
function AllMessages({ process, linked: { network, net } }: ScheduleProps) {
  const { order = 'newest', nonce: named } = useSearch({ from: '/process/$processId' });
  const navigate = useNavigate();
  const { processId } = process;
  // Without the scheduler unit, what was evaluated here can still be read.
  const latest = process.latestNonce ?? process.evaluatedNonce ?? 0;
  const nonce = typeof named === 'number' && named <= latest ? named : undefined;
  const [jump, setJump] = useState<Jump | null>(nonce === undefined ? null : { nonce, focus: false });
  const rowHeight = useRowHeight();
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
      {named === nonce ? null : <NotThere named={named} process={process} />}
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

/** The rows in view are not those that the link meant. */
function NotThere({
  named,
  process: { latestNonce, evaluatedNonce },
}: {
  readonly named: number | string | undefined;
  readonly process: ProcessView;
}) {
  if (typeof named === 'string') {
    return (
      <p className="note" role="note">
        The link’s nonce, “
        <LongText text={named} first={60} />
        ”, is not a whole number from 0 up.
      </p>
    );
  }
  const last = latestNonce ?? evaluatedNonce;
  if (named === undefined || last === null) return null;
  return (
    <p className="note" role="note">
      There is no nonce <Nonce nonce={named} />:{' '}
      {latestNonce === null
        ? 'what was evaluated here ends'
        : 'the schedule ends, as its scheduler unit tells it,'}{' '}
      at nonce <Nonce nonce={last} />.
    </p>
  );
}

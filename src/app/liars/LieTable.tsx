import { Link } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { type LieChoice, useApp } from '../AppContext.tsx';
import { ActionButton } from '../components/ActionButton.tsx';
import { jobKey } from '../jobs/jobStore.ts';
import { linkOfStart } from '../start.ts';
import { balanceLink, compareLink, processLink } from '../url.ts';
import { Foretold } from './Foretold.tsx';
import { LieOutcome } from './LieOutcome.tsx';
import { judge } from './outcome.ts';

interface LieTableProps {
  readonly caption: string;
  readonly choices: readonly LieChoice[];
  /** The suite is telling: one lie at a time. */
  readonly busy: boolean;
}

export function LieTable({ caption, choices, busy }: LieTableProps) {
  return (
    <table className="lies">
      <caption className="visually-hidden">Lies of {caption.toLowerCase()}</caption>
      <thead>
        <tr>
          <th scope="col">Lie</th>
          <th scope="col">Must come of it</th>
          <th scope="col">Came of it</th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {choices.map((choice) => (
          <LieRow key={choice.lie.name} choice={choice} busy={busy} />
        ))}
      </tbody>
    </table>
  );
}

function LieRow({ choice, busy }: { readonly choice: LieChoice; readonly busy: boolean }) {
  const { jobs } = useApp();
  const { lie, request } = choice;
  const key = jobKey(request);
  const view = useSyncExternalStore(jobs.subscribe, () => jobs.read(key));
  const outcome = judge(lie, view);
  const running = outcome.kind === 'running';
  return (
    <tr data-lie={lie.name} data-outcome={outcome.kind}>
      <th scope="row" className="lie">
        <span className="lie-title">{lie.title}</span>
        <span className="lie-explanation">{lie.explanation}</span>
      </th>
      <td className="lie-foretold" data-label="Must come of it">
        <Foretold expect={lie.expect} />
      </td>
      <td className="lie-outcome" data-label="Came of it">
        <LieOutcome outcome={outcome} />
      </td>
      <td>
        <div className="lie-actions">
          {running && !busy ? (
            <button type="button" className="button" onClick={() => jobs.stop(key)}>
              Stop<span className="visually-hidden"> {lie.title}</span>
            </button>
          ) : (
            <ActionButton
              className="button"
              unavailable={busy || running}
              onClick={() => jobs.start(request)}
            >
              Tell<span className="visually-hidden"> {lie.title}</span>
            </ActionButton>
          )}
          <WholePage choice={choice} />
        </div>
      </td>
    </tr>
  );
}

/** The same lie where values are read: a balance, or a process. */
function WholePage({ choice: { lie, request, net } }: { readonly choice: LieChoice }) {
  const { processId } = request;
  const start = 'start' in request ? linkOfStart(request.start) : undefined;
  const hidden = <span className="visually-hidden">: {lie.title}</span>;
  if (request.kind === 'compare') {
    const { toNonce: nonce, question } = request;
    return (
      <Link {...compareLink({ processId, nonce, net, ask: question.kind })} preload={false}>
        Its comparison{hidden}
      </Link>
    );
  }
  return request.kind === 'balance' ? (
    <Link {...balanceLink({ processId, wallet: request.wallet, net, start })} preload={false}>
      Its balance page{hidden}
    </Link>
  ) : (
    <Link {...processLink({ processId, net, start })} preload={false}>
      Its process page{hidden}
    </Link>
  );
}

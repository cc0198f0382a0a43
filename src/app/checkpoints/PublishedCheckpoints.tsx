import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { type Network, type PublishedCheckpoint, reportError } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { Id } from '../components/values/Id.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { RelativeTime } from '../components/values/RelativeTime.tsx';
import { formatBytes } from '../format.ts';
import { idInside, isIdShape } from '../pasted.ts';
import { checkpointsQuery } from '../queries.ts';
import { balanceLink, processLink } from '../url.ts';
import './Checkpoints.css';

interface PublishedCheckpointsProps {
  readonly processId: string;
  readonly network: Network;
  readonly net: string;
}

/** What compute units published of a process: a way to an answer before the replay from the first message is done. */
export function PublishedCheckpoints({ processId, network, net }: PublishedCheckpointsProps) {
  const { engine } = useApp();
  const [open, setOpen] = useState(false);
  const { data, error, refetch } = useQuery({
    ...checkpointsQuery(engine, { network, processId }),
    enabled: open,
  });
  return (
    <details className="checkpoints" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Begin with a published checkpoint</summary>
      <div className="stack checkpoints-body">
        <p className="prose">
          A compute unit may have published this process’s memory. Beginning there gives an answer at once,
          which rests on its owner’s word, until replaying from the first message has led to the same memory
          or to another.
        </p>
        {error === null ? null : <ErrorPanel error={reportError(error)} onRetry={() => void refetch()} />}
        {data === undefined && error === null ? (
          <p className="quiet" role="status">
            Asking the gateway…
          </p>
        ) : null}
        {data === undefined ? null : <Offers offers={data} processId={processId} net={net} />}
        <ById processId={processId} net={net} />
      </div>
    </details>
  );
}

/** More than the newest few are of no use to somebody who wants to begin late. */
const shownOffers = 5;

function Offers({
  offers,
  processId,
  net,
}: {
  readonly offers: readonly PublishedCheckpoint[];
  readonly processId: string;
  readonly net: string;
}) {
  if (offers.length === 0) return <p className="quiet">The gateway lists none of this process.</p>;
  return (
    <table className="offers">
      <caption className="visually-hidden">Published checkpoints</caption>
      <thead>
        <tr>
          <th scope="col" className="offers-number">
            Nonce
          </th>
          <th scope="col">Signed by</th>
          <th scope="col">State of</th>
          <th scope="col" className="offers-number">
            Size
          </th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {offers.slice(0, shownOffers).map(({ id, owner, nonce, timestampMs, packedBytes }) => (
          <tr key={id} data-checkpoint={id}>
            <th scope="row" className="offers-number" data-label="Nonce">
              <Nonce nonce={nonce} />
            </th>
            <td data-label="Signed by">
              <Id id={owner} what="owner" />
            </td>
            <td data-label="State of">
              <RelativeTime timestampMs={timestampMs} />
            </td>
            <td className="offers-number" data-label="Size">
              {packedBytes === null ? '–' : formatBytes(packedBytes)}
            </td>
            <td className="offers-actions">
              <BeginLinks processId={processId} net={net} id={id} nonce={nonce} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function BeginLinks(props: {
  readonly processId: string;
  readonly net: string;
  readonly id: string;
  readonly nonce: number;
}) {
  const { processId, net, id, nonce } = props;
  const hidden = <span className="visually-hidden"> nonce {nonce}</span>;
  return (
    <>
      <Link {...processLink({ processId, net, start: id })} className="button" resetScroll={false}>
        Evaluate from{hidden}
      </Link>{' '}
      <Link {...balanceLink({ processId, net, start: id })} className="button">
        Balance from{hidden}
      </Link>
    </>
  );
}

/** One that the gateway does not list, or that somebody sent. */
function ById({ processId, net }: { readonly processId: string; readonly net: string }) {
  const fieldId = useId();
  const [text, setText] = useState('');
  const [begun, setBegun] = useState<string | null>(null);
  const id = idInside(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBegun(id);
  };
  const problem = begun !== null && !isIdShape(begun) ? 'The id of an item: 43 characters.' : null;
  return (
    <form className="row" onSubmit={submit} noValidate>
      <label htmlFor={fieldId} className="field-label">
        Its id
      </label>
      <input
        id={fieldId}
        className="input input-id checkpoint-id"
        value={text}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem !== null}
        aria-describedby={`${fieldId}-problem`}
        onChange={(event) => setText(event.target.value)}
      />
      {isIdShape(id) ? (
        <Link {...processLink({ processId, net, start: id })} className="button" resetScroll={false}>
          Evaluate from it
        </Link>
      ) : (
        <button type="submit" className="button">
          Evaluate from it
        </button>
      )}
      <span id={`${fieldId}-problem`} className="field-problem" role="status">
        {problem}
      </span>
    </form>
  );
}

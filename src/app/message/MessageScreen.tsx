import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useCallback } from 'react';
import { reportError } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { Awaited } from '../components/Awaited.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { NamedProcess } from '../components/values/NamedProcess.tsx';
import { type LinkedNetwork, useNetwork } from '../networks.ts';
import { nonceOf } from '../pasted.ts';
import { useProfile } from '../profile.ts';
import { messageQuery, processQuery } from '../queries.ts';
import { ProcessPageTitle } from '../shell/PageTitle.tsx';
import { useShortcut } from '../shell/shortcuts.ts';
import { messageLink, processLink } from '../url.ts';
import { wrongInLink } from '../wrongLink.ts';
import { MessageBody } from './MessageBody.tsx';
import './Message.css';

export function MessageScreen(): React.ReactNode {
  const { processId, nonce: nonceText } = useParams({ from: '/process/$processId/message/$nonce' });
  const choice = useNetwork();
  const nonce = nonceOf(nonceText);
  const title = nonce === null ? 'Message' : `Message ${nonce}`;
  return (
    <>
      <ProcessPageTitle title={title} processId={processId} />
      <div className="message-head">
        <p className="overline">
          <NamedProcess processId={processId} />
        </p>
        <h1 className="number">{title}</h1>
        {nonce === null || choice.kind === 'wrong' ? null : (
          <Neighbours processId={processId} nonce={nonce} linked={choice} />
        )}
      </div>
      {choice.kind === 'wrong' ? <ErrorPanel error={choice.error} /> : null}
      {nonce === null ? <ErrorPanel error={wrongInLink('nonce', nonceText)} /> : null}
      {choice.kind === 'known' && nonce !== null ? (
        <Message key={`${processId} ${nonce}`} processId={processId} nonce={nonce} linked={choice} />
      ) : null}
    </>
  );
}

interface MessageProps {
  readonly processId: string;
  readonly nonce: number;
  readonly linked: LinkedNetwork;
}

function Message({ processId, nonce, linked }: MessageProps) {
  const { engine } = useApp();
  const profile = useProfile();
  const { data, error, refetch } = useQuery(
    messageQuery(engine, { network: linked.network, processId, profile }, nonce),
  );
  if (data !== undefined) return <MessageBody message={data} network={linked.network} />;
  if (error === null)
    return (
      <Awaited networkName={linked.network.name}>Reading the message and checking its signatures…</Awaited>
    );
  return (
    <ErrorPanel error={reportError(error)} onRetry={() => void refetch()}>
      <Link {...processLink({ processId, net: linked.net, nonce })} className="button">
        See it in the schedule
      </Link>
    </ErrorPanel>
  );
}

function Neighbours({ processId, nonce, linked }: MessageProps) {
  const navigate = useNavigate();
  const { engine } = useApp();
  const { net, network } = linked;
  const profile = useProfile();
  const { data: process } = useQuery(processQuery(engine, { network, processId, profile }));
  // Until it is known where the schedule ends, the next message may exist.
  const latest = process?.latestNonce ?? null;
  const hasPrevious = nonce > 0;
  const hasNext = latest === null || nonce < latest;
  const go = useCallback(
    (to: number) => void navigate(messageLink({ processId, nonce: to, net })),
    [navigate, processId, net],
  );
  const previous = useCallback(() => go(nonce - 1), [go, nonce]);
  const next = useCallback(() => go(nonce + 1), [go, nonce]);
  useShortcut('previous', hasPrevious ? previous : undefined);
  useShortcut('next', hasNext ? next : undefined);
  return (
    <nav className="neighbours" aria-label="Messages">
      {hasPrevious ? (
        <Link
          {...messageLink({ processId, nonce: nonce - 1, net })}
          className="button"
          aria-label="Previous message"
        >
          <kbd>[</kbd> Previous
        </Link>
      ) : null}
      {hasNext ? (
        <Link
          {...messageLink({ processId, nonce: nonce + 1, net })}
          className="button"
          aria-label="Next message"
        >
          Next <kbd>]</kbd>
        </Link>
      ) : null}
    </nav>
  );
}

import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type CodePage, type CodeRow, type ProcessView, reportError } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { ActionButton } from '../components/ActionButton.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { LongText } from '../components/foreign/LongText.tsx';
import { CopyButton } from '../components/values/CopyButton.tsx';
import { Id } from '../components/values/Id.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { RelativeTime } from '../components/values/RelativeTime.tsx';
import type { LinkedNetwork } from '../networks.ts';
import { useProfile } from '../profile.ts';
import { codeQuery } from '../queries.ts';
import { messageLink } from '../url.ts';
import { RowEvidence } from './RowEvidence.tsx';
import { RowOutcomeText } from './RowOutcomeText.tsx';
import './Code.css';

interface CodeProps {
  readonly process: ProcessView;
  readonly linked: LinkedNetwork;
}

/** What a process was told to run, from its first message on. */
export function Code({ process, linked }: CodeProps) {
  const { engine } = useApp();
  const { processId } = process;
  const place = { network: linked.network, processId, profile: useProfile() };
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    codeQuery(engine, place),
  );
  return (
    <div className="stack">
      <p className="prose">
        What this process was told to run, in order: the <b>Eval</b> messages of its schedule as they were
        signed, and what came of each in this browser. aos runs those of its owner only; another module may do
        otherwise.
      </p>
      {error === null ? null : <ErrorPanel error={reportError(error)} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null ? (
          <p className="quiet" role="status">
            Looking through the schedule…
          </p>
        ) : null
      ) : (
        <>
          <OnBoot onBoot={data.pages[0]?.onBoot ?? null} />
          <ol className="code-list">
            {data.pages.flatMap(({ rows }) =>
              rows.map((row) => (
                <CodeEntry key={row.nonce} row={row} processId={processId} net={linked.net} />
              )),
            )}
          </ol>
          <Extent pages={data.pages} latestNonce={process.latestNonce} />
          {hasNextPage ? (
            <p>
              <ActionButton
                className="button"
                unavailable={isFetchingNextPage}
                onClick={() => void fetchNextPage()}
              >
                {isFetchingNextPage ? 'Looking further…' : 'Look further'}
              </ActionButton>
            </p>
          ) : null}
        </>
      )}
    </div>
  );
}

function OnBoot({ onBoot }: { readonly onBoot: string | null }) {
  if (onBoot === null || onBoot === 'Data') return null;
  return (
    <p>
      Its <b>On-Boot</b> tag has aos load <Id id={onBoot} what="item" /> and run it before all of these.
    </p>
  );
}

function CodeEntry({
  row,
  processId,
  net,
}: {
  readonly row: CodeRow;
  readonly processId: string;
  readonly net: string;
}) {
  const { nonce, code, isCut } = row;
  const link = messageLink({ processId, net, nonce });
  return (
    <li className="code-entry" data-nonce={nonce}>
      <div className="row">
        <Link {...link}>
          Message <Nonce nonce={nonce} />
        </Link>
        <span className="quiet">
          <RelativeTime timestampMs={row.timestampMs} />
          {row.messageId === processId ? ', its own data' : null}
          <SignedBy row={row} />
        </span>
        <RowEvidence row={row} processId={processId} tabIndex={0} />
        <CopyButton text={code} label={`Copy the code of message ${nonce}`} compact />
      </div>
      {code === '' ? (
        <p className="quiet">No code.</p>
      ) : (
        <pre className="text-block">
          <LongText text={code} first={3_000} />
        </pre>
      )}
      {isCut ? (
        <p className="quiet">
          The rest is in <Link {...link}>its message</Link>.
        </p>
      ) : null}
      <p>
        <span className="quiet">What came of it: </span>
        <RowOutcomeText outcome={row.outcome} />
      </p>
    </li>
  );
}

/** Whoever signs a message may name another as its sender: that is said as no more than it is. */
function SignedBy({ row: { isOwners, signer, from } }: { readonly row: CodeRow }) {
  if (isOwners) return ', signed by its owner';
  if (signer === from) {
    return (
      <>
        , signed by somebody else: <Id id={signer} what="signer" />
      </>
    );
  }
  return (
    <>
      , in the name of <Id id={from} what="sender" />, signed by <Id id={signer} what="signer" />
    </>
  );
}

/** How far this goes: what was not looked at may hold more. */
function Extent({
  pages,
  latestNonce,
}: {
  readonly pages: readonly CodePage[];
  readonly latestNonce: number | null;
}) {
  const { throughNonce, nextNonce } = pages.at(-1) ?? { throughNonce: -1, nextNonce: null };
  if (throughNonce < 0) {
    return (
      <p className="note" role="note">
        None of its schedule is kept here yet. Evaluate the process: what it was told to run is found in the
        messages that were checked on the way.
      </p>
    );
  }
  const isAll = throughNonce === latestNonce;
  return (
    <p className="quiet">
      {pages.every(({ rows }) => rows.length === 0) ? 'No message asks it to run code. ' : null}
      Messages 0 to <Nonce nonce={throughNonce} />{' '}
      {isAll
        ? 'were looked through, which are all that its scheduler unit tells of.'
        : 'were looked through.'}{' '}
      {isAll || nextNonce !== null ? null : 'What comes after is not kept here: evaluate further to see it.'}
    </p>
  );
}

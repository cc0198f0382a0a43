import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { BalanceRequest, ErrorReport } from '../../engine/api.ts';
import { ErrorPanel } from '../components/ErrorPanel.tsx';
import { UnsupportedNotice } from '../components/UnsupportedNotice.tsx';
import { useMedia } from '../components/useMedia.ts';
import { type NetworkChoice, useNetwork } from '../networks.ts';
import { isIdShape, isWalletShape } from '../pasted.ts';
import { useProgramPath } from '../profile.ts';
import { PageTitle } from '../shell/PageTitle.tsx';
import { BalanceForm } from './BalanceForm.tsx';
import { BalanceRun } from './BalanceRun.tsx';
import { requestOf } from './requestOf.ts';
import './Balance.css';

export function BalanceScreen() {
  const search = useSearch({ from: '/balance' });
  const choice = useNetwork();
  const profile = useProgramPath();
  const asked = useMemo(
    () => askedFor(choice, search.process, search.wallet, search.nonce, profile, search.start),
    [choice, search.process, search.wallet, search.nonce, profile, search.start],
  );
  // A narrow page has room for the question or for the answer.
  const folded = useMedia('(max-width: 44rem)') && asked.kind === 'request';
  return (
    <>
      <PageTitle title="Balance" />
      <h1>Balance</h1>
      <UnsupportedNotice />
      {choice.kind === 'wrong' ? <ErrorPanel error={choice.error} /> : null}
      {folded ? (
        <details className="balance-folded">
          <summary>Ask something else</summary>
          <BalanceForm search={search} />
        </details>
      ) : (
        <BalanceForm search={search} />
      )}
      {asked.kind === 'request' ? (
        <BalanceRun key={JSON.stringify(asked.request)} request={asked.request} />
      ) : null}
      {asked.kind === 'wrong' ? <ErrorPanel error={asked.error} /> : null}
      {asked.kind === 'nothing' ? (
        <p className="prose">
          Name a token’s process and a wallet. The balance is asked from the process itself, after every
          message of its schedule has been checked and evaluated in this tab. No wallet has to be connected.
        </p>
      ) : null}
    </>
  );
}

type Asked =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'request'; readonly request: BalanceRequest }
  | { readonly kind: 'wrong'; readonly error: ErrorReport };

function askedFor(
  choice: NetworkChoice,
  processId: string | undefined,
  wallet: string | undefined,
  nonce: number | undefined,
  profile: string | undefined,
  start: string | undefined,
): Asked {
  if (!processId || !wallet || choice.kind === 'wrong') return { kind: 'nothing' };
  if (!isIdShape(processId)) return { kind: 'wrong', error: wrongId('process', processId) };
  if (!isWalletShape(wallet)) return { kind: 'wrong', error: wrongId('wallet', wallet) };
  return {
    kind: 'request',
    request: requestOf(choice.network, { processId, wallet, nonce, profile, start }),
  };
}

/** The link's value is wrong before the engine is asked; the words are the engine's. */
function wrongId(what: 'process' | 'wallet', value: string): ErrorReport {
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return {
    layer: 'protocol',
    code: 'invalid-id',
    message:
      what === 'process'
        ? `The process "${shown}" is not 43 characters of base64url.`
        : `The wallet "${shown}" is neither an Arweave address (43 characters of base64url) nor an Ethereum address (0x and 40 hex digits).`,
    details: { what, length: value.length },
    chain: [],
  };
}

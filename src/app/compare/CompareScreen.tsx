import { useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { CompareRequest } from '../../engine/api.ts';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { UnsupportedNotice } from '../components/UnsupportedNotice.tsx';
import { NamedProcess } from '../components/values/NamedProcess.tsx';
import { formatCount } from '../format.ts';
import { type NetworkChoice, useNetwork } from '../networks.ts';
import { isIdShape, isWalletShape, nonceOf } from '../pasted.ts';
import { useProfile } from '../profile.ts';
import type { AskedKind } from '../search.ts';
import { ProcessPageTitle } from '../shell/PageTitle.tsx';
import { wrongInLink } from '../wrongLink.ts';
import { CompareForm } from './CompareForm.tsx';
import { CompareRun } from './CompareRun.tsx';
import './Compare.css';

/** Who among the network's compute units says the same as was evaluated here, and from where on one does not. */
export function CompareScreen(): React.ReactNode {
  const { processId, nonce: nonceText } = useParams({ from: '/process/$processId/compare/$nonce' });
  const { ask = 'result', wallet = '' } = useSearch({ from: '/process/$processId/compare/$nonce' });
  const choice = useNetwork();
  const profile = useProfile();
  const nonce = nonceOf(nonceText);
  const request = useMemo(
    () => requestOf(choice, processId, nonce, ask, wallet, profile),
    [choice, processId, nonce, ask, wallet, profile],
  );
  const title = nonce === null ? 'Compute units' : `Compute units at nonce ${formatCount(nonce)}`;
  return (
    <>
      <ProcessPageTitle title={title} processId={processId} />
      <div className="compare-head">
        <p className="overline">
          <NamedProcess processId={processId} />
        </p>
        <h1 className="number">{title}</h1>
      </div>
      <p className="prose">
        Each compute unit of the network is asked about one nonce, and what it says is laid beside what this
        browser evaluates. Their answers carry no signature: who agrees proves nothing, who differs has to be
        explained.
      </p>
      <UnsupportedNotice />
      <CompareForm
        key={`${processId} ${nonceText} ${ask} ${wallet}`}
        processId={processId}
        nonce={nonceText}
        ask={ask}
        wallet={wallet}
      />
      {choice.kind === 'wrong' ? <ErrorPanel error={choice.error} /> : null}
      {nonce === null ? <ErrorPanel error={wrongInLink('nonce', nonceText)} /> : null}
      {isIdShape(processId) ? null : <ErrorPanel error={wrongInLink('process', processId)} />}
      {request === null ? null : <CompareRun key={JSON.stringify(request)} request={request} />}
    </>
  );
}

/** Null where the link is wrong, or where a wallet has still to be named. */
function requestOf(
  choice: NetworkChoice,
  processId: string,
  nonce: number | null,
  ask: AskedKind,
  wallet: string,
  profile: CompareRequest['profile'],
): CompareRequest | null {
  if (choice.kind === 'wrong' || nonce === null || !isIdShape(processId)) return null;
  if (ask === 'balance' && !isWalletShape(wallet)) return null;
  return {
    kind: 'compare',
    network: choice.network,
    processId,
    toNonce: nonce,
    question: ask === 'balance' ? { kind: ask, wallet } : { kind: ask },
    ...(profile === undefined ? {} : { profile }),
  };
}

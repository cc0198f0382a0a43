import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { BalanceRequest } from '../../engine/api.ts';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { FoldedForm } from '../components/FoldedForm.tsx';
import { UnsupportedNotice } from '../components/UnsupportedNotice.tsx';
import { shortenId } from '../format.ts';
import { useJob } from '../jobs/useJob.ts';
import { useNetwork } from '../networks.ts';
import { useProgramPath } from '../profile.ts';
import { PageTitle, ProcessPageTitle } from '../shell/PageTitle.tsx';
import { askedFor } from './asked.ts';
import { BalanceForm } from './BalanceForm.tsx';
import { BalanceRun } from './BalanceRun.tsx';
import './Balance.css';

export function BalanceScreen(): React.ReactNode {
  const search = useSearch({ from: '/balance' });
  const choice = useNetwork();
  const profile = useProgramPath();
  const asked = useMemo(() => askedFor(choice, { ...search, profile }), [choice, search, profile]);
  return (
    <>
      {asked.kind === 'request' ? <BalanceTitle request={asked.request} /> : <PageTitle title="Balance" />}
      <h1>Balance</h1>
      <UnsupportedNotice />
      {choice.kind === 'wrong' ? <ErrorPanel error={choice.error} /> : null}
      <FoldedForm asked={asked.kind === 'request'}>
        <BalanceForm search={search} />
      </FoldedForm>
      {asked.kind === 'request' ? (
        <BalanceRun key={JSON.stringify(asked.request)} request={asked.request} />
      ) : null}
      {asked.kind === 'wrong' ? <ErrorPanel error={asked.error} /> : null}
      {asked.kind === 'nothing' ? (
        <p className="prose">
          Name a token’s process and a wallet. A token’s process is the id by which wallets and explorers name
          the token itself: 43 letters, digits, - and _. The balance is asked from the process itself, after
          every message of its schedule has been checked and evaluated in this tab. No wallet has to be
          connected.
        </p>
      ) : null}
    </>
  );
}

function BalanceTitle({ request }: { readonly request: BalanceRequest }) {
  const { wallet, processId } = request;
  const answer = useJob(request).shown?.answer;
  const name = answer?.kind === 'balance' ? answer.token.name : null;
  return <ProcessPageTitle title={`Balance of ${shortenId(wallet)}`} processId={processId} name={name} />;
}

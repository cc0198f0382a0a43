import { useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ReplayRequest } from '../../engine/api.ts';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { FoldedForm } from '../components/FoldedForm.tsx';
import { UnsupportedNotice } from '../components/UnsupportedNotice.tsx';
import { NamedProcess } from '../components/values/NamedProcess.tsx';
import { type NetworkChoice, useNetwork } from '../networks.ts';
import { isIdShape } from '../pasted.ts';
import { useProfile } from '../profile.ts';
import type { AskSearch } from '../search.ts';
import { ProcessPageTitle } from '../shell/PageTitle.tsx';
import { startOfLink } from '../start.ts';
import { wrongInLink } from '../wrongLink.ts';
import { AskForm } from './AskForm.tsx';
import { AskRun } from './AskRun.tsx';
import { type Question, questionOf } from './question.ts';
import './Ask.css';

/** Any question to a process, after any of its messages: a dry-run, evaluated here. */
export function AskScreen(): React.ReactNode {
  const { processId } = useParams({ from: '/process/$processId/ask' });
  const search = useSearch({ from: '/process/$processId/ask' });
  const choice = useNetwork();
  const profile = useProfile();
  const question = useMemo(() => questionOf(processId, search), [processId, search]);
  const request = useMemo(
    () => requestOf(choice, processId, question, search, profile),
    [choice, processId, question, search, profile],
  );
  return (
    <>
      <ProcessPageTitle
        title={search.action ? `Dry-run ${search.action}` : 'Dry-run'}
        processId={processId}
      />
      <div className="ask-head">
        <p className="overline">
          <NamedProcess processId={processId} />
        </p>
        <h1>Dry-run</h1>
      </div>
      <p className="prose">
        A message that nobody signs and no schedule has, evaluated in this tab on a copy of the process’s
        memory: what it would answer, after all of its messages or after any of them. Nothing is sent, and
        nothing of the process changes.
      </p>
      <UnsupportedNotice />
      <FoldedForm asked={request !== null}>
        <AskForm key={JSON.stringify([processId, search])} processId={processId} search={search} />
      </FoldedForm>
      {choice.kind === 'wrong' ? <ErrorPanel error={choice.error} /> : null}
      {isIdShape(processId) ? null : <ErrorPanel error={wrongInLink('process', processId)} />}
      {typeof search.nonce === 'string' ? <ErrorPanel error={wrongInLink('nonce', search.nonce)} /> : null}
      {question.kind === 'wrong-tag' ? <ErrorPanel error={wrongInLink('tag', question.line)} /> : null}
      {request === null ? null : (
        <AskRun key={JSON.stringify(request)} request={request} besideBefore={search.beside === 'before'} />
      )}
    </>
  );
}

/** Null where the link is wrong, or asks nothing yet. Compute units are not asked beside: the comparison has a page of its own. */
function requestOf(
  choice: NetworkChoice,
  processId: string,
  question: Question,
  { nonce, start }: AskSearch,
  profile: ReplayRequest['profile'],
): ReplayRequest | null {
  if (choice.kind === 'wrong' || !isIdShape(processId)) return null;
  if (question.kind !== 'message' || typeof nonce === 'string') return null;
  const begin = startOfLink(start);
  return {
    kind: 'replay',
    network: { ...choice.network, computeUnits: [] },
    processId,
    dryRun: question.message,
    ...(nonce === undefined ? {} : { toNonce: nonce }),
    ...(profile === undefined ? {} : { profile }),
    ...(begin === undefined ? {} : { start: begin }),
  };
}

import { type FormEvent, useId, useState } from 'react';
import type { MessageView, SendersRequest } from '../../engine/api.ts';
import { ActionButton } from '../components/ActionButton.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { EvidenceDisclosure } from '../components/evidence/EvidenceDisclosure.tsx';
import { JobProgress } from '../components/progress/JobProgress.tsx';
import { NamedProcess } from '../components/values/NamedProcess.tsx';
import { isUnsettled } from '../jobs/jobView.ts';
import { useJob } from '../jobs/useJob.ts';
import { useNetwork } from '../networks.ts';
import { useProfile } from '../profile.ts';
import { SenderFindings } from './SenderFindings.tsx';
import { type BudgetDraft, budgetOf, usualBudget } from './sender.ts';
import './ReallySent.css';

const fields = [
  { name: 'processes', label: 'Processes' },
  { name: 'messages', label: 'Messages' },
  { name: 'depth', label: 'Depth' },
] as const;

/** A message from a process is believed because somebody signed it. This asks the sending process's own evaluation. */
export function ReallySent({ message }: { readonly message: MessageView }) {
  const id = useId();
  const choice = useNetwork();
  const profile = useProfile();
  const [draft, setDraft] = useState<BudgetDraft>(usualBudget);
  const [all, setAll] = useState(false);
  const [request, setRequest] = useState<SendersRequest | null>(null);
  const { view, snapshot, error, start, stop } = useJob(request);
  const answer = snapshot?.answer?.kind === 'senders' ? snapshot.answer : null;
  const budget = budgetOf(draft);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (budget === undefined || choice.kind === 'wrong') return;
    const { processId, nonce } = message;
    const { network } = choice;
    const scope = all ? 'up-to' : 'one';
    const asked: SendersRequest = {
      ...{ kind: 'senders', network, processId, nonce, scope, budget },
      ...(profile === undefined ? {} : { profile }),
    };
    setRequest(asked);
    start(asked);
  };

  return (
    <div className="stack">
      <p className="prose">
        The message says that process <NamedProcess processId={message.from} /> sent it. The network believes
        that because somebody signed it. Whether it is so, that process’s own evaluation tells: what it
        emitted, to whom, and in answer to what.
      </p>
      <form className="sender-form" aria-label="Was this really sent?" onSubmit={submit} noValidate>
        {fields.map(({ name, label }) => (
          <div className="field" key={name}>
            <label htmlFor={`${id}-${name}`}>{label}</label>
            <input
              id={`${id}-${name}`}
              className="input number"
              inputMode="numeric"
              autoComplete="off"
              value={draft[name]}
              aria-describedby={`${id}-hint`}
              aria-invalid={budgetOf({ ...usualBudget, [name]: draft[name] }) === undefined}
              onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
            />
          </div>
        ))}
        <ActionButton
          type="submit"
          className="button button-main"
          unavailable={budget === undefined || isUnsettled(view)}
        >
          Evaluate the sender
        </ActionButton>
        <label className="check sender-all">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />
          Also every earlier message here that names a process
        </label>
        <p id={`${id}-hint`} className="field-hint sender-hint">
          At most so many processes and messages are evaluated, from nothing. Depth 2 asks the same of what
          the sender had received until then, and so on: whole numbers from 1 up.
        </p>
      </form>
      <JobProgress view={view} onStop={stop} onResume={() => request !== null && start(request)} />
      {error === null ? null : <ErrorPanel error={error} facts={snapshot?.facts ?? []} />}
      {answer === null ? null : <SenderFindings answer={answer} />}
      {snapshot !== null && answer !== null ? (
        <EvidenceDisclosure key={snapshot.jobId} facts={snapshot.facts} title="Evidence of sending" />
      ) : null}
    </div>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useId, useMemo, useState } from 'react';
import type { Network, ReceiptRequest } from '../../engine/api.ts';
import { ActionButton } from '../components/ActionButton.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { EvidenceDisclosure } from '../components/evidence/EvidenceDisclosure.tsx';
import { JobProgress } from '../components/progress/JobProgress.tsx';
import { isUnsettled } from '../jobs/jobView.ts';
import { useJob } from '../jobs/useJob.ts';
import { nonceOf } from '../pasted.ts';
import { useProfile } from '../profile.ts';
import { receiptsKey } from '../queries.ts';

interface MakeReceiptProps {
  readonly network: Network;
  readonly processId: string;
  /** What the field holds until something is typed. */
  readonly nonce: number;
}

/** Evaluates to a nonce, and signs what was found there. */
export function MakeReceipt({ network, processId, nonce }: MakeReceiptProps) {
  const inputId = useId();
  const queries = useQueryClient();
  const profile = useProfile();
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? String(nonce);
  const wanted = nonceOf(text);
  const request = useMemo(
    (): ReceiptRequest => ({
      kind: 'receipt',
      network,
      processId,
      toNonce: wanted ?? nonce,
      ...(profile === undefined ? {} : { profile }),
    }),
    [network, processId, wanted, nonce, profile],
  );
  const { view, snapshot, error, start, stop } = useJob(request);
  const made = snapshot?.state === 'done' ? snapshot.jobId : null;
  useEffect(() => {
    if (made !== null) void queries.invalidateQueries({ queryKey: receiptsKey(processId) });
  }, [made, queries, processId]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted === null) return;
    // Whatever is evaluated meanwhile, this is what was asked for.
    setTyped(text);
    start(request);
  };
  return (
    <form className="stack" aria-label="Make a receipt" onSubmit={submit} noValidate>
      <div className="row receipt-make">
        <div className="field">
          <label htmlFor={inputId}>Through nonce</label>
          <input
            id={inputId}
            className="input number"
            inputMode="numeric"
            autoComplete="off"
            value={text}
            aria-invalid={wanted === null}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
        <ActionButton
          type="submit"
          className="button button-main"
          unavailable={wanted === null || isUnsettled(view)}
        >
          Evaluate and sign
        </ActionButton>
      </div>
      <JobProgress view={view} onStop={stop} onResume={() => start(request)} />
      {error === null ? null : (
        <ErrorPanel error={error} onRetry={() => start(request)} facts={snapshot?.facts ?? []} />
      )}
      {snapshot !== null && !isUnsettled(view) && snapshot.facts.length > 0 ? (
        <EvidenceDisclosure key={snapshot.jobId} facts={snapshot.facts} />
      ) : null}
    </form>
  );
}

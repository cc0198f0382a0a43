import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { useApp } from '../AppContext.tsx';
import { focusFirstInvalid, handOnFocus } from '../components/handOnFocus.ts';
import { NetworkSelect } from '../components/NetworkSelect.tsx';
import { type LinkedNetwork, useChosenNetwork, useNetwork } from '../networks.ts';
import { idInside, isIdShape, isWalletShape, walletInside } from '../pasted.ts';
import { useProgramPath } from '../profile.ts';
import { balanceLink } from '../url.ts';
import { requestOf } from './requestOf.ts';

interface BalanceSearch {
  readonly process?: string | undefined;
  readonly wallet?: string | undefined;
  /** Text where the link names none. */
  readonly nonce?: number | string | undefined;
  readonly start?: string | undefined;
}

interface BalanceFormProps {
  readonly search: BalanceSearch;
}

interface Draft {
  readonly process: string;
  readonly wallet: string;
  readonly nonce: string;
  readonly network: LinkedNetwork;
  /** The address that it was taken from. */
  readonly address: string;
}

function draftOf(search: BalanceSearch, network: LinkedNetwork, address: string): Draft {
  const nonce = search.nonce === undefined ? '' : String(search.nonce);
  return { process: search.process ?? '', wallet: search.wallet ?? '', nonce, network, address };
}

/** What is asked. Submitting writes it into the address, so that every question is a link. */
export function BalanceForm({ search }: BalanceFormProps) {
  const navigate = useNavigate();
  const { jobs } = useApp();
  const choice = useNetwork();
  const chosen = useChosenNetwork();
  const profile = useProgramPath();
  const linked = choice.kind === 'known' ? choice : chosen;
  const address = JSON.stringify([search.process, search.wallet, search.nonce, linked.net]);
  const [draft, setDraft] = useState(() => draftOf(search, linked, address));
  const [fromNothing, setFromNothing] = useState(false);
  const [submitted, setSubmitted] = useState(false);
  // Another link was followed: its question replaces what stood here, and the focus stays where it was.
  if (draft.address !== address) {
    setDraft(draftOf(search, linked, address));
    setSubmitted(false);
  }

  const processId = idInside(draft.process);
  const wallet = walletInside(draft.wallet);
  const problems = {
    process: isIdShape(processId) ? null : 'The id of a process: 43 characters of A–Z, a–z, 0–9, - and _.',
    wallet: isWalletShape(wallet) ? null : 'An Arweave address (43 characters) or an Ethereum address (0x…).',
    nonce: /^\d{0,15}$/.test(draft.nonce.trim()) ? null : 'A whole number, or nothing for the latest.',
  };

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    flushSync(() => setSubmitted(true));
    if (problems.process !== null || problems.wallet !== null || problems.nonce !== null)
      return focusFirstInvalid(event.currentTarget);
    const nonce = draft.nonce.trim() === '' ? undefined : Number(draft.nonce);
    // A checkpoint is one process's: another question begins with the first message.
    const start = processId === search.process ? search.start : undefined;
    const asked = { processId, wallet, nonce, net: draft.network.net, profile, start };
    void navigate(balanceLink(asked));
    jobs.start(requestOf(draft.network.network, asked, fromNothing));
  };
  const shown = (problem: string | null) => (submitted ? problem : null);

  return (
    <form ref={handOnFocus} className="balance-form" aria-label="Balance" onSubmit={submit} noValidate>
      <TextField
        label="Process"
        value={draft.process}
        onChange={(process) => setDraft({ ...draft, process })}
        problem={shown(problems.process)}
        mono
      />
      <TextField
        label="Wallet"
        value={draft.wallet}
        onChange={(text) => setDraft({ ...draft, wallet: text })}
        problem={shown(problems.wallet)}
        mono
      />
      <TextField
        label="At nonce"
        value={draft.nonce}
        onChange={(nonce) => setDraft({ ...draft, nonce })}
        problem={shown(problems.nonce)}
        placeholder="latest"
        inputMode="numeric"
      />
      <NetworkSelect value={draft.network} onChange={(network) => setDraft({ ...draft, network })} />
      <div className="balance-form-end">
        <label className="check">
          <input
            type="checkbox"
            checked={fromNothing}
            onChange={(event) => setFromNothing(event.target.checked)}
            aria-describedby="from-nothing-hint"
          />
          Evaluate from nothing
        </label>
        <span id="from-nothing-hint" className="field-hint">
          Ignores what this browser has saved
        </span>
        <button type="submit" className="button button-main">
          Evaluate
        </button>
      </div>
    </form>
  );
}

function TextField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problem: string | null;
  readonly mono?: boolean;
  readonly placeholder?: string;
  readonly inputMode?: 'numeric';
}): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        className={props.mono ? 'input input-id' : 'input number'}
        value={props.value}
        placeholder={props.placeholder}
        inputMode={props.inputMode}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={props.problem !== null}
        aria-describedby={props.problem === null ? undefined : `${id}-problem`}
        onChange={(event) => props.onChange(event.target.value)}
      />
      {props.problem === null ? null : (
        <p id={`${id}-problem`} className="field-problem">
          {props.problem}
        </p>
      )}
    </div>
  );
}

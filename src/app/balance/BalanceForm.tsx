import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useApp } from '../AppContext.tsx';
import { NetworkSelect } from '../components/NetworkSelect.tsx';
import { useChosenNetwork, useNetwork } from '../networks.ts';
import { idInside, isIdShape, isWalletShape, walletInside } from '../pasted.ts';
import { balanceLink } from '../url.ts';
import { requestOf } from './requestOf.ts';

interface BalanceFormProps {
  readonly search: {
    readonly process?: string | undefined;
    readonly wallet?: string | undefined;
    readonly nonce?: number | undefined;
  };
}

/** What is asked. Submitting writes it into the address, so that every question is a link. */
export function BalanceForm({ search }: BalanceFormProps) {
  const navigate = useNavigate();
  const { jobs } = useApp();
  const choice = useNetwork();
  const chosen = useChosenNetwork();
  const [network, setNetwork] = useState(choice.kind === 'known' ? choice : chosen);
  const [processText, setProcessText] = useState(search.process ?? '');
  const [walletText, setWalletText] = useState(search.wallet ?? '');
  const [nonceText, setNonceText] = useState(search.nonce === undefined ? '' : String(search.nonce));
  const [fromNothing, setFromNothing] = useState(false);
  const [submitted, setSubmitted] = useState(false);

  const processId = idInside(processText);
  const wallet = walletInside(walletText);
  const problems = {
    process: isIdShape(processId) ? null : 'The id of a process: 43 characters of A–Z, a–z, 0–9, - and _.',
    wallet: isWalletShape(wallet) ? null : 'An Arweave address (43 characters) or an Ethereum address (0x…).',
    nonce: /^\d{0,15}$/.test(nonceText.trim()) ? null : 'A whole number, or nothing for the latest.',
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (problems.process !== null || problems.wallet !== null || problems.nonce !== null) return;
    const nonce = nonceText.trim() === '' ? undefined : Number(nonceText);
    const asked = { processId, wallet, nonce, net: network.net };
    void navigate(balanceLink(asked));
    jobs.start(requestOf(network.network, asked, fromNothing));
  };
  const shown = (problem: string | null) => (submitted ? problem : null);

  return (
    <form className="balance-form" aria-label="Balance" onSubmit={submit} noValidate>
      <TextField
        label="Process"
        value={processText}
        onChange={setProcessText}
        problem={shown(problems.process)}
        mono
      />
      <TextField
        label="Wallet"
        value={walletText}
        onChange={setWalletText}
        problem={shown(problems.wallet)}
        mono
      />
      <TextField
        label="At nonce"
        value={nonceText}
        onChange={setNonceText}
        problem={shown(problems.nonce)}
        placeholder="latest"
        inputMode="numeric"
      />
      <NetworkSelect value={network} onChange={setNetwork} />
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

import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { focusFirstInvalid, handOnFocus } from '../components/handOnFocus.ts';
import { useNetwork } from '../networks.ts';
import { isWalletShape, nonceOf, walletInside } from '../pasted.ts';
import { type AskedKind, askedKinds } from '../search.ts';
import { compareLink } from '../url.ts';
import { questionTitles } from './compareWords.ts';

interface CompareFormProps {
  readonly processId: string;
  readonly nonce: string;
  readonly ask: AskedKind;
  readonly wallet: string;
}

/** What is asked. Submitting writes it into the address, so that every comparison is a link. */
export function CompareForm(props: CompareFormProps) {
  const { processId } = props;
  const id = useId();
  const navigate = useNavigate();
  const { net } = useNetwork();
  const [nonce, setNonce] = useState(props.nonce);
  const [ask, setAsk] = useState(props.ask);
  const [wallet, setWallet] = useState(props.wallet);
  const [submitted, setSubmitted] = useState(false);
  const asked = nonceOf(nonce);
  const nonceProblem = asked === null ? 'A whole number.' : null;
  const walletProblem =
    ask !== 'balance' || isWalletShape(walletInside(wallet))
      ? null
      : 'An Arweave address (43 characters) or an Ethereum address (0x…).';

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    flushSync(() => setSubmitted(true));
    if (asked === null || walletProblem !== null) return focusFirstInvalid(event.currentTarget);
    const place = { processId, net, nonce: asked, ask };
    void navigate(compareLink(ask === 'balance' ? { ...place, wallet: walletInside(wallet) } : place));
  };
  return (
    <form ref={handOnFocus} className="compare-form" aria-label="Compare" onSubmit={submit} noValidate>
      <div className="field">
        <label htmlFor={`${id}-nonce`}>At nonce</label>
        <input
          id={`${id}-nonce`}
          className="input number"
          inputMode="numeric"
          autoComplete="off"
          value={nonce}
          aria-invalid={submitted && nonceProblem !== null}
          onChange={(event) => setNonce(event.target.value)}
        />
        {submitted && nonceProblem !== null ? <p className="field-problem">{nonceProblem}</p> : null}
      </div>
      <div className="field">
        <label htmlFor={`${id}-ask`}>What is compared</label>
        <select
          id={`${id}-ask`}
          className="input"
          value={ask}
          onChange={(event) => setAsk(askedKinds.find((kind) => kind === event.target.value) ?? 'result')}
        >
          {askedKinds.map((kind) => (
            <option key={kind} value={kind}>
              {questionTitles[kind]}
            </option>
          ))}
        </select>
      </div>
      {ask === 'balance' ? (
        <div className="field compare-wallet">
          <label htmlFor={`${id}-wallet`}>Wallet</label>
          <input
            id={`${id}-wallet`}
            className="input input-id"
            autoComplete="off"
            spellCheck={false}
            value={wallet}
            aria-invalid={submitted && walletProblem !== null}
            onChange={(event) => setWallet(event.target.value)}
          />
          {submitted && walletProblem !== null ? <p className="field-problem">{walletProblem}</p> : null}
        </div>
      ) : null}
      <button type="submit" className="button button-main">
        Compare
      </button>
      {ask === 'memory' ? (
        <p className="quiet compare-note">Each unit is asked for all of its memory: up to hundreds of MB.</p>
      ) : null}
    </form>
  );
}

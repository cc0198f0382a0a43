import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { focusFirstInvalid, handOnFocus } from '../components/handOnFocus.ts';
import { useNetwork } from '../networks.ts';
import { nonceOf } from '../pasted.ts';
import { useProgramPath } from '../profile.ts';
import type { AskSearch } from '../search.ts';
import { askLink } from '../url.ts';
import { nobody, questionOf, readTags } from './question.ts';
import { SeenActions } from './SeenActions.tsx';

interface AskFormProps {
  readonly processId: string;
  readonly search: AskSearch;
}

/** What is asked. Submitting writes it into the address, so that every question is a link. */
export function AskForm({ processId, search }: AskFormProps) {
  const navigate = useNavigate();
  const { net } = useNetwork();
  const profile = useProgramPath();
  const [action, setAction] = useState(search.action ?? '');
  const [tags, setTags] = useState(search.tags ?? '');
  const [data, setData] = useState(search.data ?? '');
  const [as, setAs] = useState(search.as ?? '');
  const [nonceText, setNonceText] = useState(search.nonce === undefined ? '' : String(search.nonce));
  const [beside, setBeside] = useState(search.beside === 'before');
  const [submitted, setSubmitted] = useState(false);

  const nonce = nonceText.trim() === '' ? undefined : nonceOf(nonceText);
  const read = readTags(tags);
  const said = { action: action.trim(), tags, data, as: as.trim() };
  const problems = {
    action: questionOf(processId, said).kind === 'nothing' ? 'An action, other tags, or data.' : null,
    tags: read.kind === 'wrong-tag' ? `“${read.line}” is not Name: value.` : null,
    nonce: nonce === null ? 'A whole number, or nothing for the latest.' : null,
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    flushSync(() => setSubmitted(true));
    if (Object.values(problems).some((problem) => problem !== null))
      return focusFirstInvalid(event.currentTarget);
    const when = { nonce: nonce ?? undefined, beside: beside ? ('before' as const) : undefined };
    void navigate(askLink({ processId, net, profile, start: search.start, ...when, ...said }));
  };
  const shown = (problem: string | null) => (submitted ? problem : null);

  return (
    <form ref={handOnFocus} className="ask-form" aria-label="Dry-run" onSubmit={submit} noValidate>
      <AskField
        label="Action"
        problem={shown(problems.action)}
        hint="Info, for example; tokens answer Balance and Balances, too."
      >
        {(given) => (
          <>
            <input
              {...given}
              list={`${given.id}-seen`}
              value={action}
              onChange={(event) => setAction(event.target.value)}
            />
            <SeenActions id={`${given.id}-seen`} processId={processId} />
          </>
        )}
      </AskField>
      <AskField label="At nonce" problem={shown(problems.nonce)}>
        {(given) => (
          <input
            {...given}
            inputMode="numeric"
            placeholder="latest"
            value={nonceText}
            onChange={(event) => setNonceText(event.target.value)}
          />
        )}
      </AskField>
      <AskField
        label="As"
        problem={null}
        hint={`Whose message it would be; ${nobody} if left empty. Nobody checks.`}
      >
        {(given) => (
          <input {...given} placeholder={nobody} value={as} onChange={(event) => setAs(event.target.value)} />
        )}
      </AskField>
      <AskField label="Other tags" problem={shown(problems.tags)} hint="One a line, as Name: value.">
        {(given) => (
          <textarea {...given} rows={2} value={tags} onChange={(event) => setTags(event.target.value)} />
        )}
      </AskField>
      <AskField label="Data" problem={null}>
        {(given) => (
          <textarea {...given} rows={2} value={data} onChange={(event) => setData(event.target.value)} />
        )}
      </AskField>
      <div className="ask-form-end">
        <label className="check">
          <input type="checkbox" checked={beside} onChange={(event) => setBeside(event.target.checked)} />
          Also before the message at that nonce, side by side
        </label>
        <button type="submit" className="button button-main">
          Evaluate and ask
        </button>
      </div>
    </form>
  );
}

interface GivenProps {
  readonly id: string;
  readonly className: string;
  readonly autoComplete: 'off';
  readonly spellCheck: false;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

function AskField(props: {
  readonly label: string;
  readonly problem: string | null;
  readonly hint?: string;
  readonly children: (given: GivenProps) => ReactNode;
}) {
  const { label, problem, hint, children } = props;
  const id = useId();
  const described = problem ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        className: 'input input-id',
        autoComplete: 'off',
        spellCheck: false,
        'aria-invalid': problem !== null,
        'aria-describedby': described === undefined ? undefined : `${id}-described`,
      })}
      {described === undefined ? null : (
        <p id={`${id}-described`} className={problem === null ? 'field-hint' : 'field-problem'}>
          {described}
        </p>
      )}
    </div>
  );
}

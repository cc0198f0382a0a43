import { useId, useState } from 'react';
import { formatCount } from '../format.ts';
import { nonceOf } from '../pasted.ts';

interface GoToNonceProps {
  readonly latestNonce: number;
  readonly onGo: (nonce: number) => void;
}

export function GoToNonce({ latestNonce, onGo }: GoToNonceProps) {
  const id = useId();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <form
      className="row go-to-nonce"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const nonce = nonceOf(text.replace(/[\s,]/g, ''));
        if (nonce === null) return setProblem('A whole number.');
        if (nonce > latestNonce) return setProblem(`The latest is ${formatCount(latestNonce)}.`);
        setProblem(null);
        onGo(nonce);
      }}
    >
      <label htmlFor={id} className="field-label">
        Go to nonce
      </label>
      <input
        id={id}
        className="input number"
        inputMode="numeric"
        autoComplete="off"
        value={text}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-problem`}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="button">
        Go
      </button>
      <span id={`${id}-problem`} className="field-problem" role="status">
        {problem}
      </span>
    </form>
  );
}

import { useId, useState } from 'react';
import { formatCount } from '../format.ts';

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
        const digits = text.replace(/[\s,]/g, '');
        if (!/^\d{1,15}$/.test(digits)) return setProblem('A whole number.');
        if (Number(digits) > latestNonce) return setProblem(`The latest is ${formatCount(latestNonce)}.`);
        setProblem(null);
        onGo(Number(digits));
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

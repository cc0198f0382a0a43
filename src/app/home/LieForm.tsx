import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useApp } from '../AppContext.tsx';
import { balanceLink } from '../url.ts';

/** The first example on a network of which one server lies: what a check is worth is seen when it fails. */
export function LieForm() {
  const { lies, examples } = useApp();
  const id = useId();
  const navigate = useNavigate();
  const [name, setName] = useState(
    lies.find((lie) => lie.name === 'flipped-message-signature')?.name ?? lies[0]?.name,
  );
  const chosen = lies.find((lie) => lie.name === name);
  const example = examples.find(({ wallet }) => wallet !== null);
  if (chosen === undefined || example?.wallet == null) return null;
  const { processId, wallet } = example;
  return (
    <form
      className="lie-form"
      aria-label="Let a server lie"
      onSubmit={(event) => {
        event.preventDefault();
        void navigate(balanceLink({ processId, wallet, net: chosen.net }));
      }}
    >
      <div className="field">
        <label htmlFor={id}>Lie</label>
        <select id={id} className="input" value={name} onChange={(event) => setName(event.target.value)}>
          {[...new Set(lies.map(({ unit }) => unit))].map((unit) => (
            <optgroup key={unit} label={unit}>
              {lies
                .filter((lie) => lie.unit === unit)
                .map((lie) => (
                  <option key={lie.name} value={lie.name}>
                    {lie.title}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </div>
      <button type="submit" className="button">
        Try it
      </button>
      <p className="lie-explanation">{chosen.explanation}</p>
    </form>
  );
}

import { useNavigate } from '@tanstack/react-router';
import { useCallback, useId, useRef, useState } from 'react';
import type { LinkedNetwork } from '../../networks.ts';
import { useShortcut } from '../../shell/shortcuts.ts';
import { processLink } from '../../url.ts';
import { FindHelp } from './FindHelp.tsx';
import { readFindText } from './findText.ts';
import './Find.css';

interface FindFormProps {
  readonly processId: string;
  readonly linked: LinkedNetwork;
  readonly latestNonce: number;
  /** What the link asks. */
  readonly find: string;
  /** To what was found. */
  readonly onDown: () => void;
}

/** The question to a schedule. Its link carries it, so each is a step of the browser's history. */
export function FindForm({ processId, linked, latestNonce, find, onDown }: FindFormProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(find);
  const [shown, setShown] = useState(find);
  if (shown !== find) {
    setShown(find);
    setText(find);
  }
  const [problem, setProblem] = useState<string | null>(null);
  const navigate = useNavigate();
  useShortcut(
    'find',
    useCallback(() => field.current?.select(), []),
  );
  const ask = (wanted: string) => {
    const read = readFindText(wanted);
    setProblem(read.kind === 'wrong' ? read.reason : null);
    if (read.kind === 'wrong') return;
    const { net } = linked;
    void navigate({ ...processLink({ processId, net, find: wanted.trim() }), resetScroll: false });
  };
  return (
    <search className="find-form stack" aria-label="In this schedule">
      <form
        className="row"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          ask(text);
        }}
      >
        <label htmlFor={id} className="field-label">
          Find
        </label>
        <input
          id={id}
          ref={field}
          type="search"
          className="input find-text"
          placeholder="Action, id, Name=value or is:error"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={text}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem`}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return;
            event.preventDefault();
            onDown();
          }}
          onChange={(event) => {
            setText(event.target.value);
            setProblem(null);
          }}
        />
        <button type="submit" className="button">
          Find
        </button>
        {find === '' ? null : (
          <button type="button" className="button button-plain" onClick={() => ask('')}>
            All messages
          </button>
        )}
        <span id={`${id}-problem`} className="field-problem" role="status">
          {problem}
        </span>
      </form>
      <FindHelp processId={processId} linked={linked} latestNonce={latestNonce} />
    </search>
  );
}

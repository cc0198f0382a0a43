import { useCallback, useId, useRef, useState } from 'react';
import { parsePasted } from '../pasted.ts';
import { useOpenPasted } from './openPasted.ts';
import { useShortcut } from './shortcuts.ts';

/** The way from any screen to another process. */
export function FindField() {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const openPasted = useOpenPasted();
  useShortcut(
    'find',
    useCallback(() => input.current?.focus(), []),
  );
  return (
    <search className="find" aria-label="Go to">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const refused = openPasted(parsePasted(text));
          setProblem(refused);
          if (refused === null) setText('');
        }}
      >
        <label htmlFor={id} className="visually-hidden">
          Process or link
        </label>
        <input
          id={id}
          ref={input}
          className="input find-input"
          value={text}
          placeholder="Process or link"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem`}
          onChange={(event) => {
            setText(event.target.value);
            setProblem(null);
          }}
        />
        <p id={`${id}-problem`} className="find-problem" role="status">
          {problem}
        </p>
      </form>
    </search>
  );
}

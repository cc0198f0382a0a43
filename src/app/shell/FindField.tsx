import { usePasteField } from './usePasteField.ts';

/** The way from any screen to another process. */
export function FindField() {
  const { problem, open, empty, input } = usePasteField();
  return (
    <search className="find" aria-label="Go to">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (open()) empty();
        }}
      >
        <label htmlFor={input.id} className="visually-hidden">
          Process or link
        </label>
        <input {...input} className="input find-input" placeholder="Process or link" />
        <p id={input['aria-describedby']} className="find-problem" role="status">
          {problem}
        </p>
      </form>
    </search>
  );
}

import { useId } from 'react';
import { dockerProfile } from '../../engine/api.ts';
import { useApp, useSettings } from '../AppContext.tsx';
import { programPathIn } from '../profile.ts';
import { watchdogLimits } from './settingsStore.ts';

const usualPath = programPathIn(dockerProfile);

/** How modules are run: for how long, and in what surroundings. */
export function EvaluationSettings() {
  const id = useId();
  const { settings } = useApp();
  const { watchdogSeconds, programPath } = useSettings();
  const changeSeconds = (text: string) => {
    const seconds = Number(text);
    const { least, most } = watchdogLimits;
    if (seconds >= least && seconds <= most) settings.change({ watchdogSeconds: seconds });
  };
  return (
    <section className="section" aria-labelledby="evaluation">
      <h2 id="evaluation">Evaluation</h2>
      <div className="field">
        <label htmlFor={`${id}-limit`}>Time limit of one message, in seconds</label>
        <input
          id={`${id}-limit`}
          className="input number"
          type="number"
          min={watchdogLimits.least}
          max={watchdogLimits.most}
          defaultValue={watchdogSeconds}
          aria-describedby={`${id}-limit-hint`}
          onChange={(event) => changeSeconds(event.target.value)}
        />
        <p id={`${id}-limit-hint`} className="field-hint">
          A message that runs longer is given up: the answer is then “not evaluated”, never a result.
        </p>
      </div>
      <div className="field">
        <label htmlFor={`${id}-path`}>Install path of the compute unit to reproduce</label>
        <input
          id={`${id}-path`}
          className="input input-id"
          defaultValue={programPath}
          placeholder={usualPath}
          maxLength={1000}
          autoComplete="off"
          spellCheck={false}
          aria-describedby={`${id}-path-hint`}
          onChange={(event) => settings.change({ programPath: event.target.value.trim() })}
        />
        <p id={`${id}-path-hint`} className="field-hint">
          Modules see this path, and its length can change the order in which Lua walks its tables. Empty
          means the official image’s. Links to balances carry it, and the evidence names it.
        </p>
      </div>
    </section>
  );
}

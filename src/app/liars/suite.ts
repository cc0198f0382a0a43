import type { LieChoice } from '../AppContext.tsx';
import { type JobStore, jobKey } from '../jobs/jobStore.ts';
import { isUnsettled } from '../jobs/jobView.ts';

export interface SuiteOptions {
  readonly signal: AbortSignal;
  readonly onTurn: (choice: LieChoice) => void;
}

/** Tells lies one after the other, each to its end. When the signal fires, the one that is being told is stopped as well. */
export async function tellAll(
  jobs: JobStore,
  choices: readonly LieChoice[],
  { signal, onTurn }: SuiteOptions,
): Promise<void> {
  for (const choice of choices) {
    if (signal.aborted) return;
    onTurn(choice);
    jobs.start(choice.request);
    await settled(jobs, jobKey(choice.request), signal);
  }
}

function settled(jobs: JobStore, key: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => jobs.stop(key);
    const look = () => {
      if (isUnsettled(jobs.read(key))) return;
      unsubscribe();
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const unsubscribe = jobs.subscribe(look);
    signal.addEventListener('abort', stop, { once: true });
    look();
  });
}

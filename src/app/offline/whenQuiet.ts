import type { JobStore } from '../jobs/jobStore.ts';

/** A replay may take an hour, and a phone may discard the tab before it is over. */
const patienceMs = 30_000;

/** Resolves when the page has nothing under way, or has had for half a minute. */
export async function whenQuiet(jobs: Pick<JobStore, 'isWorking' | 'subscribe'>): Promise<void> {
  if (jobs.isWorking()) {
    await new Promise<void>((resolve) => {
      const done = () => {
        unsubscribe();
        clearTimeout(timer);
        resolve();
      };
      const unsubscribe = jobs.subscribe(() => {
        if (!jobs.isWorking()) done();
      });
      const timer = setTimeout(done, patienceMs);
    });
  }
  // Safari has no such callback.
  if ('requestIdleCallback' in window) {
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: patienceMs }));
  }
}

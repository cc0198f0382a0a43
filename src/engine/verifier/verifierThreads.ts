import { raceAbort } from '../../base/abort.ts';
import { type Connection, connect, type WorkerLike } from '../../threads/connect.ts';
import type { ScheduleVerifier, ScheduleVerifierOptions } from '../../verification/schedule.ts';
import type { FetchExact } from '../../verification/schedulerItem.ts';
import { believeFindings, type VerifierService } from '../../verification/verifierService.ts';

/** Threads that verify for whoever asks, so that the engine's own stays free to fetch and to store. */
export interface VerifierThreads {
  /** Starts a thread where none runs, so that it is there when it is needed. */
  prepare(): void;
  /** As `createScheduleVerifier`; its calls also reject with `ThreadError` `worker-crashed`, and the next call begins a new thread. */
  createVerifier(options: ScheduleVerifierOptions): ScheduleVerifier;
  /** Pending calls reject with `ThreadError` `closed`. */
  close(): void;
}

/** @param count how many threads at most; verifiers are spread over them in turn */
export function createVerifierThreads(createWorker: () => WorkerLike, count: number): VerifierThreads {
  const threads = new Map<number, Connection<VerifierService>>();
  const askers = new Map<number, FetchExact>();
  let created = 0;
  let asked = 0;

  function threadAt(place: number): Connection<VerifierService> {
    const running = threads.get(place);
    if (running !== undefined) return running;
    const thread = connect<VerifierService>(createWorker(), 'verifier');
    threads.set(place, thread);
    void thread.closed.then(() => threads.delete(place));
    // It may be gone before it has heard this; whoever calls it next is told.
    thread.api.attach(async (asker, id, role) => askers.get(asker)?.(id, role)).catch(() => undefined);
    return thread;
  }

  return {
    prepare: () => void threadAt(0),

    createVerifier({ fetchExact, after, ...options }) {
      const place = created % count;
      created += 1;
      let position = after;
      return {
        get position() {
          return position;
        },
        async verify(entries, { signal } = {}) {
          const asker = fetchExact === undefined ? null : asked;
          asked += 1;
          if (asker !== null && fetchExact !== undefined) askers.set(asker, fetchExact);
          try {
            const entriesJson = JSON.stringify(entries);
            const request = { ...options, after: position, entriesJson, asker };
            const findings = await raceAbort(threadAt(place).api.verify(request), signal);
            const verified = believeFindings(entries, findings);
            position = verified.findings.at(-1)?.position ?? position;
            return verified;
          } finally {
            if (asker !== null) askers.delete(asker);
          }
        },
      };
    },

    close() {
      for (const thread of threads.values()) thread.close();
    },
  };
}

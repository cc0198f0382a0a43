import type { Page } from '@playwright/test';
import type { JobSnapshot, ReplayRequest } from '../../src/engine/api.ts';
import type { OpenApp, Process, Stage } from './stage.ts';
import type { UnwatchedPage } from './unwatchedPage.ts';

/** One replay by the engine, as the page sees it. */
export interface Run {
  /** In ms since 1970. */
  readonly startedMs: number;
  /** From asking for the job to its end. */
  readonly wallMs: number;
  /** Sum over all messages of the time inside the module's `handle`. */
  readonly handleMs: number;
  readonly evaluatedCount: number;
  readonly memoryBytes: number;
  /** Ten times a second: messages evaluated so far, and when, in ms since the start. */
  readonly samples: readonly (readonly [evaluatedCount: number, atMs: number])[];
}

/** Opens the engine without a screen. */
export async function openEngine({ page, origin }: Pick<OpenApp, 'page' | 'origin'>): Promise<Page> {
  await page.goto(`${origin}headless.html`);
  await page.waitForFunction(() => window.selfsame !== undefined);
  return page;
}

/** Evaluates processes at the same time, from nothing that was kept; with their checkpoints saved as always. */
export async function replayAll(
  page: UnwatchedPage,
  { network }: Pick<Stage, 'network'>,
  processes: readonly Process[],
  toNonce?: number,
): Promise<readonly Run[]> {
  const requests = processes.map(
    ({ processId }): ReplayRequest => ({
      kind: 'replay',
      network,
      processId,
      ...(toNonce === undefined ? {} : { toNonce }),
    }),
  );
  return page.evaluate(async (asked) => {
    const engine = window.selfsame;
    if (engine === undefined) throw new Error('The page has no engine.');
    for (const { processId } of asked) await engine.forgetProcess(processId);
    const startMs = performance.now();
    return Promise.all(
      asked.map(async (request) => {
        const samples: [number, number][] = [];
        let last: JobSnapshot | undefined;
        const jobId = await engine.startJob(request);
        await engine.watchJob(jobId, (snapshot) => {
          last = snapshot;
          samples.push([snapshot.progress.evaluatedCount, performance.now() - startMs]);
        });
        const wallMs = performance.now() - startMs;
        if (last?.answer?.kind !== 'replay') throw new Error(JSON.stringify(last?.error));
        const { handleMs = 0, evaluatedCount = 0, memoryBytes = 0 } = last.answer.metrics;
        const startedMs = performance.timeOrigin + startMs;
        return { startedMs, wallMs, handleMs, evaluatedCount, memoryBytes, samples };
      }),
    );
  }, requests);
}

export async function replayOne(
  page: UnwatchedPage,
  stage: Stage,
  process: Process,
  toNonce?: number,
): Promise<Run> {
  const [run] = await replayAll(page, stage, [process], toNonce);
  if (run === undefined) throw new Error('Nothing was run.');
  return run;
}

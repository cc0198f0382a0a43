import type { Page } from '@playwright/test';
import type { ReplayRequest } from '../../src/engine/api.ts';

/** What a job came to. */
export interface Outcome {
  readonly state: string;
  readonly level: string | null;
  readonly nonce: number | null;
  readonly savedNonce: number | null;
  readonly memorySha256: string | null;
  /** `layer/code: message` */
  readonly error: string | null;
  readonly notices: readonly string[];
}

/** A job from its start to its end; undefined where its page went away. */
export async function follow(page: Page, request: ReplayRequest): Promise<Outcome | undefined> {
  return page.evaluate(followInPage, request).catch(() => undefined);
}

/** Runs inside the page, and so has no function of its own with a name: what compiles this would mark it with a helper that is not there. */
async function followInPage(request: ReplayRequest): Promise<Outcome> {
  const engine = window.selfsame;
  if (engine === undefined) throw new Error('The page has no engine.');
  const seen: Parameters<Parameters<typeof engine.watchJob>[1]>[0][] = [];
  await engine.watchJob(await engine.startJob(request), (snapshot) => {
    seen.splice(0, 1, snapshot);
  });
  const [last] = seen;
  if (last === undefined) throw new Error('The job told nothing.');
  const { state, answer, progress, error } = last;
  const replayed = answer?.kind === 'replay' ? answer : null;
  return {
    state,
    level: replayed?.level ?? null,
    nonce: replayed?.nonce ?? null,
    savedNonce: progress.savedNonce,
    memorySha256: replayed?.memorySha256 ?? null,
    error: error === null ? null : `${error.layer}/${error.code}: ${error.message}`,
    notices: progress.notices,
  };
}

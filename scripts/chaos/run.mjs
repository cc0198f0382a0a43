// @ts-check
import { setTimeout as wait } from 'node:timers/promises';

/** How long a replay waits after each message: so that it lasts for several saves on any machine. */
const paceMs = 12;

/**
 * What a killed replay had told until then. Times are of this process's clock.
 * @typedef {object} Run
 * @property {number} startMs
 * @property {number | null} evaluatingMs when the first message was about to be evaluated
 * @property {number | null} resumedNonce
 * @property {{ readonly ms: number, readonly nonce: number }[]} reached
 * @property {boolean} ended
 * @property {Promise<import('../../src/engine/api.ts').JobSnapshot | undefined>} snapshot undefined where the page was killed
 */

/** @typedef {{ readonly kind: 'evaluating', readonly nonce: number | null } | { readonly kind: 'reached', readonly nonce: number }} Telling */

/**
 * Starts a replay in the page.
 * @param {import('@playwright/test').Page} page
 * @param {import('../../src/engine/api.ts').ReplayRequest} request
 * @returns {Promise<Run>}
 */
export async function startRun(page, request) {
  /** @type {Run} */
  const run = {
    startMs: performance.now(),
    evaluatingMs: null,
    resumedNonce: null,
    reached: [],
    ended: false,
    snapshot: Promise.resolve(undefined),
  };
  const name = `tell${Math.round(run.startMs * 1000)}`;
  await page.exposeFunction(name, (/** @type {Telling} */ telling) => {
    const ms = performance.now();
    if (telling.kind === 'reached') run.reached.push({ ms, nonce: telling.nonce });
    else if (run.evaluatingMs === null) Object.assign(run, { evaluatingMs: ms, resumedNonce: telling.nonce });
  });
  run.startMs = performance.now();
  run.snapshot = page.evaluate(replayInPage, { request, name, paceMs }).then(
    (snapshot) => {
      run.ended = true;
      return snapshot;
    },
    () => undefined,
  );
  return run;
}

/**
 * Runs inside the page.
 * @param {{ request: import('../../src/engine/api.ts').ReplayRequest, name: string, paceMs: number }} options
 */
async function replayInPage({ request, name, paceMs }) {
  /** @type {(telling: Telling) => void} */
  const tell = Reflect.get(window, name);
  const engine = window.selfsame;
  if (engine === undefined) throw new Error('The page has no engine.');
  const jobId = await engine.startJob(request, async (results) => {
    const nonce = results.at(-1)?.nonce;
    if (nonce !== undefined) tell({ kind: 'reached', nonce });
    await new Promise((resolve) => setTimeout(resolve, results.length * paceMs));
  });
  let last;
  await engine.watchJob(jobId, (snapshot) => {
    last = snapshot;
    const { phase, resumedFromNonce } = snapshot.progress;
    if (phase === 'evaluating') tell({ kind: 'evaluating', nonce: resumedFromNonce });
  });
  return last;
}

/**
 * Waits until so long after the replay's first messages; not longer than the replay lasts.
 * @param {Run} run
 * @param {number} delayMs
 */
export async function waitIntoEvaluation(run, delayMs) {
  while (!run.ended) {
    const firstMs = run.reached[0]?.ms ?? Number.POSITIVE_INFINITY;
    if (performance.now() - firstMs >= delayMs) return;
    await wait(5);
    // A replay that never comes to its first message is a finding of its own.
    if (performance.now() - run.startMs > 120_000)
      throw new Error('A replay did not begin within 2 minutes.');
  }
}

/**
 * The work of a run that has to be done again.
 * @param {Run} run
 * @param {number} killedMs
 * @param {number | null} savedNonce
 */
export function lossOf(run, killedMs, savedNonce) {
  const last = run.reached.at(-1)?.nonce ?? run.resumedNonce ?? -1;
  const messages = Math.max(0, last - (savedNonce ?? -1));
  if (messages === 0) return { messages, seconds: 0 };
  const passed = run.reached.findLast(({ nonce }) => nonce <= (savedNonce ?? -1));
  return { messages, seconds: (killedMs - (passed?.ms ?? run.evaluatingMs ?? killedMs)) / 1000 };
}

import { setTimeout as wait } from 'node:timers/promises';
import { inspectDatabase } from '../chaos/database.mjs';
import { pick } from '../chaos/random.mjs';
import { follow, type Outcome } from './following.ts';
import { happenings, type Soak } from './happenings.ts';
import { type Rest, watchRest } from './rest.ts';

const growEveryMs = 2000;
/** What a rest may take of a core: the debugger that looks on, and the browser's own clockwork. */
const mostProcessorMs = 50;
/** The engine, two verifiers, and an evaluator that waits for the next process. */
const mostThreads = 4;

/** No finding: what a replay needs was away, or its thread was killed. */
const meantErrors = /^(source|thread|storage)\//;

/** @returns one line, and what was wrong */
export async function runSoak(
  soak: Soak,
  minutes: number,
): Promise<{ readonly verdict: string; readonly faults: string[] }> {
  const { stage, servers, random } = soak;
  const { network } = servers;
  const faults: string[] = [];
  const rests: Rest[] = [];
  const counts = { followed: 0, failed: 0, happened: 0 };
  const beganMs = Date.now();
  const endMs = beganMs + minutes * 60_000;
  /** In its second half the page lives on, so that what grows in it shows. */
  const mayKill = () => Date.now() < beganMs + (endMs - beganMs) / 2;
  let isResting = false;
  let isOver = false;

  const judge = (processId: string, outcome: Outcome) => {
    const { state, level, error, nonce } = outcome;
    if (state === 'failed') counts.failed += 1;
    if (state === 'failed' && error !== null && !meantErrors.test(error))
      faults.push(`${processId}: ${error}`);
    if (state === 'done' && level !== 'evaluated') faults.push(`${processId} is called ${level} at ${nonce}`);
    if ((nonce ?? 0) > servers.headOf(processId))
      faults.push(`${processId} came to ${nonce}, beyond its end`);
  };
  const keepFollowing = async (processId: string) => {
    while (!isOver) {
      if (!isResting) {
        const outcome = await follow(stage.page, { kind: 'replay', network, processId });
        counts.followed += 1;
        if (outcome !== undefined) judge(processId, outcome);
      }
      await wait(1000);
    }
  };
  const keepWriting = async () => {
    while (!isOver) {
      if (!isResting) servers.grow((endMs - beganMs) / growEveryMs);
      await wait(growEveryMs);
    }
  };

  const following = servers.processIds.map(keepFollowing);
  const writing = keepWriting();
  while (Date.now() < endMs) {
    const allowed = happenings.filter(({ isLethal }) => isLethal !== true || mayKill());
    for (let count = 0; count < 3 && Date.now() < endMs; count += 1) {
      const { name, happen } = pick(random, allowed);
      console.log(`${((Date.now() - beganMs) / 1000).toFixed(0).padStart(5)} s  ${name}`);
      counts.happened += 1;
      await happen(soak).catch((error: unknown) => faults.push(`${name}: ${String(error)}`));
      await wait(random() * 4000);
    }
    isResting = true;
    await reachHeads(soak, faults);
    const rest = await watchRest(soak);
    rests.push(rest);
    console.log(`${((Date.now() - beganMs) / 1000).toFixed(0).padStart(5)} s  at rest: ${describe(rest)}`);
    if (rest.requests > 0) faults.push(`${rest.requests} requests while there was nothing to do`);
    if (rest.processorMs > mostProcessorMs)
      faults.push(`${rest.processorMs.toFixed(0)} ms of processor a second at rest`);
    if (rest.threadCount > mostThreads) faults.push(`${rest.threadCount} threads at rest`);
    isResting = false;
  }
  isOver = true;
  await Promise.all([...following, writing]);
  await reachHeads(soak, faults);
  const equal = await compareWithNothing(soak, faults);
  const grown = slopeOf(rests.slice(Math.ceil(rests.length / 2)));
  const last = rests.at(-1);
  const verdict = [
    `${equal} of ${servers.processIds.length} states equal to an evaluation from nothing`,
    `${faults.length} faults`,
    `${counts.happened} happenings`,
    `${counts.followed} followings, of which ${counts.failed} failed for what was wrong then`,
    `at rest ${last === undefined ? 'never' : describe(last)}`,
    `${(grown / 1e6).toFixed(1)} MB more from rest to rest`,
  ].join('; ');
  return { verdict, faults };
}

/** All is well: each process comes to its head by being asked once, and the database is whole. */
async function reachHeads({ stage, servers, mayLackResults }: Soak, faults: string[]): Promise<void> {
  const { network, processIds } = servers;
  await Promise.all(
    processIds.map(async (processId) => {
      const outcome = await follow(stage.page, { kind: 'replay', network, processId });
      // Whoever joined a job that began before the last message was written ends there.
      const again = outcome?.state === 'done' && outcome.nonce === servers.headOf(processId);
      const last = again ? outcome : await follow(stage.page, { kind: 'replay', network, processId });
      const head = servers.headOf(processId);
      if (last?.state !== 'done' || last.nonce !== head || last.savedNonce !== head) {
        faults.push(`all is well, and ${processId} does not come to ${head}: ${JSON.stringify(last)}`);
      }
      const { faults: found } = await stage.page.evaluate(inspectDatabase, processId);
      const real = found.filter((fault) => !(mayLackResults && fault.startsWith('results end at')));
      faults.push(...real.map((fault) => `${processId}: ${fault}`));
    }),
  );
}

/** @returns how many have the memory that an evaluation has which nothing has disturbed, and which reads nothing that is kept */
async function compareWithNothing({ stage, servers }: Soak, faults: string[]): Promise<number> {
  let equal = 0;
  for (const processId of servers.processIds) {
    const request = { kind: 'replay', network: servers.network, processId, hashMemory: 'at-end' } as const;
    const kept = await follow(stage.page, request);
    const alone = await follow(stage.page, { ...request, fromNothing: true });
    if (alone?.memorySha256 != null && alone.memorySha256 === kept?.memorySha256) equal += 1;
    else
      faults.push(`${processId} has other memory: ${JSON.stringify(kept)} and not ${JSON.stringify(alone)}`);
  }
  return equal;
}

function describe({ requests, processorMs, memoryBytes, threadCount }: Rest): string {
  return `${requests} requests, ${processorMs.toFixed(0)} ms of processor a second, ${threadCount} threads, ${(memoryBytes / 1e6).toFixed(0)} MB`;
}

/** Bytes from one rest to the next, in the mean (least squares). */
function slopeOf(rests: readonly Rest[]): number {
  const middle = (rests.length - 1) / 2;
  const spread = rests.reduce((sum, _, place) => sum + (place - middle) ** 2, 0);
  if (spread === 0) return 0;
  return rests.reduce((sum, { memoryBytes }, place) => sum + (place - middle) * memoryBytes, 0) / spread;
}

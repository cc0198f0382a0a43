import { createHash } from 'node:crypto';
import { packsOf, peekManifest } from '../../../storage/checkpoints/manifest.ts';
import { keysUnder } from '../../../storage/records/records.ts';
import { memoryOf } from '../../../storage/testing/memoryModel.ts';
import { levelOf } from '../../../verification/ledger.ts';
import type { Tally } from '../../../verification/tally.ts';
import type { JobSnapshot, MessageResult } from '../../api.ts';
import { decodeSavedLedger } from '../../line/savedLedger.ts';
import type { ToyLineOfProcess } from './setting.ts';
import { tailMs } from './timers.ts';
import type { TrueFiring } from './truth.ts';
import type { TabJob, World } from './world.ts';

/** Every message once, in order, with the result that is true. */
export function checkResults(
  world: World,
  { name, truth }: ToyLineOfProcess,
  results: readonly MessageResult[],
): void {
  for (const { nonce, cron, result, memorySha256 } of results) {
    // Where one changes nothing, the next of that timer says the same.
    const isThis = (fired: TrueFiring) =>
      fired.cron === cron &&
      fired.resultJson === JSON.stringify(result) &&
      fired.memorySha256 === (memorySha256 ?? fired.memorySha256);
    const expected = cron === null ? truth[nonce] : truth[nonce]?.firings().find(isThis);
    if (JSON.stringify(result) !== expected?.resultJson) {
      const what = cron === null ? 'result' : `result of timer ${cron}`;
      world.violations.push(`${name}: another ${what} at nonce ${nonce}: ${JSON.stringify(result)}`);
    }
    if (memorySha256 !== undefined && result !== null && memorySha256 !== expected?.memorySha256) {
      world.violations.push(`${name}: other memory at nonce ${nonce}`);
    }
  }
}

/** An answer is true, and called no more than its facts allow; an error is one that was thrown on purpose. */
export function checkAnswer(
  world: World,
  line: ToyLineOfProcess,
  { jobId, request, state, answer, error, facts, progress }: JobSnapshot,
): void {
  const blame = (what: string) => world.violations.push(`${line.name}, ${jobId}: ${what}`);
  if (state === 'failed' && error?.layer === 'unexpected') {
    blame(`an error that nobody meant: ${error.code} ${error.message} ${error.chain.join(' ')}`);
  }
  const { elapsedMs, messagesPerSecond } = progress;
  if (elapsedMs < 0 || (messagesPerSecond ?? 0) < 0)
    blame(`it tells of a time before it began: ${elapsedMs} ms`);
  const begun =
    'start' in request && request.start.kind === 'network-checkpoint' ? request.start.id : undefined;
  const isLie = world.setting.published.some((each) => each.isLie && each.id === begun);
  if (error?.code === 'checkpoint-contradicted' && begun !== undefined && !isLie) {
    blame('true memory is said to be contradicted');
  }
  if (isLie && answer?.level === 'evaluated') blame('an answer that began with a lie is called evaluated');
  if (answer?.kind === 'segments') {
    for (const { holds, fromNonce, toNonce, reachedNonce } of answer.reports) {
      if (!holds && reachedNonce === toNonce)
        blame(`the stretch from ${fromNonce} to ${toNonce} does not hold`);
    }
  }
  if (state !== 'done' || answer?.kind !== 'replay') return;
  // The replay from the first message could not be done: a new instance has another host, and what follows from that is nobody's truth.
  if (answer.level === 'resumed' && 'start' in request && progress.notices.some(restsOnAnother)) return;
  const { nonce, level, memorySha256, dryRun } = answer;
  const wanted = 'toNonce' in request ? request.toNonce : undefined;
  if (wanted !== undefined && nonce !== wanted) blame(`it ended at ${nonce}, not at ${wanted}`);
  const evaluations = facts.find(({ name }) => name === 'evaluation');
  const isTrue = (state: StateOfAnswer) => {
    const asked = `"asked at ${state.memorySha256}"`;
    return (
      (memorySha256 === null || memorySha256 === state.memorySha256) &&
      (dryRun === null || JSON.stringify(dryRun).includes(asked)) &&
      (evaluations === undefined || evaluations.count === state.evaluatedCount)
    );
  };
  const possible = statesOfAnswer(world, line, nonce ?? -1, wanted);
  if (!possible.some(isTrue)) {
    const told = JSON.stringify({ memorySha256, dryRun, evaluatedCount: evaluations?.count });
    blame(`at ${nonce} it is said to be ${told}, and is ${JSON.stringify(possible)}`);
  }
  // Where no gateway could be reached, what only it can tell stays unknown, and the word is weaker.
  const isWeak = facts.some((fact) => fact.status === 'unknown' && fact.name !== 'head');
  checkReads(line, nonce ?? -1, facts, blame);
  if (level !== (isWeak ? 'claimed' : 'evaluated') || levelOf(facts) !== level) {
    blame(`the answer is called ${level}`);
  }
  for (const fact of facts) {
    const count = (nonce ?? -1) + 1;
    if (countedFacts.has(fact.name) && fact.name !== 'evaluation' && fact.count !== count) {
      blame(`${fact.name} was counted ${fact.count} times up to nonce ${nonce}, not ${count}`);
    }
  }
}

/** What was read shows, and that of a block nobody can check anything, whoever read it when. */
function checkReads(
  { truth }: ToyLineOfProcess,
  nonce: number,
  facts: JobSnapshot['facts'],
  blame: (what: string) => void,
): void {
  const { items = false, blocks = false } = truth[nonce]?.hasRead ?? {};
  const status = facts.find(({ name }) => name === 'weavedrive-reads')?.status;
  if ((status !== undefined) !== (items || blocks) || (blocks && status !== 'unknown')) {
    blame(
      `at ${nonce}, where items${items ? '' : ' not'} and blocks${blocks ? '' : ' not'} were read, reads are ${status}`,
    );
  }
}

interface StateOfAnswer {
  readonly memorySha256: string;
  readonly evaluatedCount: number;
}

/**
 * Where an answer may stand. At the head timers have fired up to the scheduler unit's now (legacynet.md §7.3), which may already have been that of a
 * later message.
 */
function statesOfAnswer(
  { schedules }: World,
  { processId, truth, timers }: ToyLineOfProcess,
  nonce: number,
  wanted: number | undefined,
): readonly StateOfAnswer[] {
  const state = truth[nonce];
  const left = timers?.places[nonce];
  if (state === undefined) return [];
  if (timers === undefined || left === undefined || wanted !== undefined) return [state];
  const firings = state.firings();
  const places = timers.places.slice(nonce, schedules.headOf(processId) + 1);
  // Arweave, in the place of a unit that is gone, knows no later time than that of the last message.
  const ends = places.flatMap(({ timestampMs }) => [timestampMs + tailMs, timestampMs]);
  return ends.map((endMs) => {
    const count = timers.between(left, endMs).length;
    const memorySha256 = firings[count - 1]?.memorySha256 ?? state.memorySha256;
    return { memorySha256, evaluatedCount: state.evaluatedCount + count };
  });
}

function restsOnAnother(notice: string): boolean {
  return notice.startsWith('The answer rests on the word of');
}

/** Facts that are found once for every message. */
const countedFacts: ReadonlySet<string> = new Set<Tally['name']>([
  'scheduler-authorised',
  'assignment-signatures',
  'nonces-gapless',
  'evaluation',
]);

/** Whatever lies in the database can be gone on from, and is true; and what was said to be there, is. */
export async function checkDisk(world: World): Promise<void> {
  for (const line of world.setting.lines) {
    const newest = await checkCheckpoints(world, line);
    const promised = world.promised.get(line.name) ?? -1;
    // Making room for one process may let go of another, and what builds on a damaged record is damaged.
    if (newest < promised && world.disk.trouble.full === 0 && !world.disk.isDamaged) {
      world.violations.push(`${line.name}: ${promised} was said to be saved, and ${newest} is`);
    }
    await checkStoredResults(world, line);
  }
}

/** @returns the nonce of the newest, -1 where there is none */
async function checkCheckpoints(world: World, line: ToyLineOfProcess): Promise<number> {
  const { records, checked } = world.disk;
  const [manifests, packKeys] = await records.read(['checkpoints', 'packs'], (transaction) =>
    Promise.all([
      transaction.getAll('checkpoints', keysUnder(line.id)),
      transaction.keys('packs', keysUnder(line.id)),
    ]),
  );
  const present = new Set(packKeys.map((key) => String(key[1])));
  for (const record of manifests) {
    const manifest = peekManifest(record);
    // What was good stays good as long as it is whole: packs are named by their content.
    const isWhole = manifest !== undefined && packsOf(manifest).every(({ packId }) => present.has(packId));
    if (isWhole && checked.has(record.seal)) continue;
    await checkCheckpoint(world, line, record.nonce);
    checked.add(record.seal);
  }
  return manifests.at(-1)?.nonce ?? -1;
}

async function checkCheckpoint(
  world: World,
  { id, name, truth }: ToyLineOfProcess,
  nonce: number,
): Promise<void> {
  const blame = (what: string) => world.violations.push(`${name}: the checkpoint at ${nonce} ${what}`);
  const { checkpoint, skipped } = await world.disk.direct.loadCheckpoint(id, nonce);
  if (checkpoint?.nonce !== nonce) {
    if (world.lossy.has(name)) return;
    blame(`is not good: ${skipped[0]?.reason ?? 'it is not there'}`);
    return;
  }
  const expected = truth[nonce];
  const memorySha256 = createHash('sha256').update(memoryOf(checkpoint)).digest('hex');
  if (memorySha256 !== expected?.memorySha256) blame('has memory that never was');
  if (fingerprintOf(checkpoint.host) !== fingerprintOf(expected?.host)) blame('has another host');
  const results = await world.disk.direct.loadResults(id, { fromNonce: 0, toNonce: nonce });
  if (results.length !== nonce + 1 && !world.lossy.has(name)) blame(`comes with ${results.length} results`);
  const { position, tallies } = decodeSavedLedger(checkpoint.ledgerJson);
  if (position.nonce !== nonce) blame(`says that it stands at ${position.nonce}`);
  for (const tally of tallies) {
    const count = tally.name === 'evaluation' ? expected?.evaluatedCount : nonce + 1;
    const found = tally.held + tally.unknown;
    if (countedFacts.has(tally.name) && found !== count) {
      blame(`has counted ${tally.name} ${found} times, not ${count}`);
    }
  }
}

function fingerprintOf(
  host: { readonly clockTick: number; readonly files: readonly FileOfHost[] } | undefined,
) {
  const files = host?.files.map(({ path, data }) => `${path} ${Buffer.from(data).toString('hex')}`).sort();
  return JSON.stringify({ clockTick: host?.clockTick, files });
}

interface FileOfHost {
  readonly path: string;
  readonly data: Uint8Array;
}

async function checkStoredResults(world: World, { id, name, truth }: ToyLineOfProcess): Promise<void> {
  const everything = { fromNonce: 0, toNonce: truth.length };
  for (const { nonce, json } of await world.disk.direct.loadResults(id, everything)) {
    if (json !== truth[nonce]?.resultJson)
      world.violations.push(`${name}: a wrong result is kept at nonce ${nonce}`);
  }
}

/** Saves come every few seconds, and one that could not be made is made up for by the next. */
const madeUpWithinMs = 15_000;

/** Who went on for long enough after all was well has saved where it came to. */
export function checkSaved(world: World, { line, request, jobId, snapshot }: TabJob): void {
  if (snapshot?.state !== 'done' || request.kind !== 'replay' || request.fromNothing === true) return;
  const { nonce, savedNonce, resumedFromNonce, notices } = snapshot.progress;
  if (notices.some((notice) => notice.startsWith('Nothing is being saved'))) return;
  const isVisit = request.toNonce !== undefined && (savedNonce ?? -1) <= (resumedFromNonce ?? -1);
  if (isVisit || Date.now() - world.wellSinceMs < madeUpWithinMs || savedNonce === nonce) return;
  world.violations.push(
    `${line.name}, ${jobId}: it came to ${nonce}, and saved ${savedNonce}, when all was well`,
  );
}

/** Where everything has ended, nothing is held. @param timerCount of timers that are set all the same */
export function checkLeaks(world: World, timerCount: number): void {
  const { locks, threads } = world;
  if (locks.heldCount > 0) world.violations.push(`${locks.heldCount} locks are held when all work has ended`);
  if (timerCount > 0) world.violations.push(`${timerCount} timers are set when all work has ended`);
  if (threads.evaluators.size > 0) {
    world.violations.push(`${threads.evaluators.size} evaluators run when all work has ended`);
  }
}

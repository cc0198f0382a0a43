import type { JobRequest, JobSnapshot, MessageResult } from '../../api.ts';
import { checkAnswer, checkResults, checkSaved } from './checks.ts';
import { lineThatReads, network, type ToyLineOfProcess } from './setting.ts';
import { hourMs, passTime } from './virtualTime.ts';
import type { Tab, TabJob, World } from './world.ts';

/** Starts a job as a screen does, and holds all that it ever says against the truth. */
export async function startJob(
  world: World,
  tab: Tab,
  line: ToyLineOfProcess,
  request: JobRequest,
): Promise<TabJob> {
  const tells = world.random.chance(0.5);
  const onResults = (results: readonly MessageResult[]) => checkResults(world, line, results);
  const jobId = await tab.engine.startJob(request, tells ? onResults : undefined);
  const job: TabJob = { jobId, request, line, snapshot: undefined };
  tab.jobs.push(job);
  world.tell(`${tab.name}: ${jobId} is ${describe(line, request)}`);
  const watching = tab.engine.watchJob(jobId, (snapshot) => {
    if (!tab.isAlive) return;
    // What begins with another's checkpoint has a line apart, which goes when a replay from the first message has judged it.
    if (!('start' in request)) notePromise(world, line, snapshot, job.snapshot);
    job.snapshot = snapshot;
    checkAnswer(world, line, snapshot);
    if (isSettled(snapshot)) checkSaved(world, job);
    if (isSettled(snapshot)) world.tell(`${tab.name}: ${jobId} ${endOf(snapshot)}`);
  });
  watching.catch((error: unknown) => world.violations.push(`Watching ${jobId} failed: ${String(error)}`));
  return job;
}

export function isSettled(snapshot: JobSnapshot | undefined): boolean {
  return snapshot !== undefined && ['done', 'failed', 'stopped'].includes(snapshot.state);
}

/** When all is well: the job comes to the head of its schedule, and all of it is saved. */
export async function reachHead(
  world: World,
  tab: Tab,
  line: ToyLineOfProcess,
  request: JobRequest,
): Promise<void> {
  const job = await startJob(world, tab, line, request);
  await passTime({ until: () => isSettled(job.snapshot), mostMs: hourMs });
  const { state, answer, progress } = job.snapshot ?? {};
  const head = world.schedules.headOf(line.processId);
  if (state !== 'done' || answer?.kind !== 'replay' || answer.nonce !== head) {
    const where =
      state === undefined ? 'nothing was heard' : `it is ${state} ${progress?.phase} at ${progress?.nonce}`;
    world.violations.push(`${line.name}: all is well, and the head (${head}) is not reached: ${where}`);
  } else if (progress?.savedNonce !== head) {
    world.violations.push(`${line.name}: all is well, and ${progress?.savedNonce} is saved of ${head}`);
  }
}

/** When all is well: who has published memory that never was is found out. */
export async function contradict(world: World, tab: Tab): Promise<void> {
  const { lines, published } = world.setting;
  for (const { id, processId } of published.filter(({ isLie }) => isLie)) {
    const line = lines.find((each) => each.processId === processId && each.profile === undefined);
    if (line === undefined) throw new RangeError(`Nothing is true of ${processId}.`);
    // It stands at a nonce that has to be there.
    world.schedules.grow(processId, world.schedules.lastOf(processId));
    const start = { kind: 'network-checkpoint', id } as const;
    const job = await startJob(world, tab, line, { kind: 'replay', network, processId, start });
    await passTime({ until: () => isSettled(job.snapshot), mostMs: hourMs });
    const { state, error } = job.snapshot ?? {};
    if (error?.code === 'checkpoint-contradicted') continue;
    world.violations.push(
      `${line.name}: all is well, and a lie about its memory is ${state}, ${error?.code}`,
    );
  }
}

/** When all is well: what was read once is read again, whatever became of what was kept of it. */
export async function readAgain(world: World, tab: Tab): Promise<void> {
  const line = lineThatReads(world.setting);
  const request = { kind: 'replay', network, processId: line.processId, fromNothing: true } as const;
  const job = await startJob(world, tab, line, request);
  await passTime({ until: () => isSettled(job.snapshot), mostMs: hourMs });
  const { state, error } = job.snapshot ?? {};
  if (state === 'done') return;
  world.violations.push(`${line.name}: all is well, and reading again is ${state}, ${error?.code}`);
}

/** What was said to be saved has to be there after anything that is not about storage itself. */
function notePromise(
  world: World,
  { name }: ToyLineOfProcess,
  { progress }: JobSnapshot,
  before: JobSnapshot | undefined,
): void {
  const { savedNonce, resumedFromNonce } = progress;
  if (savedNonce === null || savedNonce === before?.progress.savedNonce) return;
  // What it began from was said by whoever saved that.
  if (savedNonce <= (resumedFromNonce ?? -1)) return;
  world.promised.set(name, Math.max(savedNonce, world.promised.get(name) ?? -1));
}

function describe({ name }: ToyLineOfProcess, request: JobRequest): string {
  const { kind, toNonce, fromNothing } = request as JobRequest & { readonly kind: 'replay' };
  return `${kind} of ${name} to ${toNonce ?? 'its head'}${fromNothing === true ? ' from nothing' : ''}`;
}

function endOf({ state, error, progress, answer }: JobSnapshot): string {
  const { nonce, savedNonce, resumedFromNonce, notices } = progress;
  const where = `at ${nonce}, saved ${savedNonce}, resumed from ${resumedFromNonce}`;
  return `is ${state} (${answer?.level ?? error?.code ?? ''}) ${where}. ${notices.join(' ')}`;
}

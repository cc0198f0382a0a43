import type { JobRequest } from '../../../api.ts';
import { isSettled, startJob } from '../jobs.ts';
import { lineThatReads, network, type ToyLineOfProcess } from '../setting.ts';
import type { World } from '../world.ts';
import type { Happening } from './happening.ts';
import { ignoreErrors } from './ignoreErrors.ts';
import { loseSome } from './lossy.ts';

/** What is told of a job may be as old as this: how far it is saved is told when its next messages are evaluated, a tenth of a second later. */
const toldWithinMs = 2000;

/** What whoever sits there does. */
export const ofTheUser: readonly Happening[] = [
  { name: 'a process is replayed', weight: 16, happen: (world) => replay(world, {}) },
  { name: 'a process that reads is replayed', weight: 4, happen: (world) => replayReading(world, {}) },
  {
    name: 'the past is visited',
    weight: 8,
    happen: (world) => replay(world, { toNonce: world.random.between(0, 60) }),
  },
  {
    name: 'a process is replayed from nothing',
    weight: 2,
    happen: (world) => replay(world, { fromNothing: true }),
  },
  {
    name: 'what is kept is evaluated again',
    weight: 3,
    happen: (world) => replay(world, { kind: 'segments' }),
  },
  {
    name: 'a job is stopped',
    weight: 8,
    isPossible: (world) => running(world).length > 0,
    async happen(world) {
      const { tab, jobId } = world.random.pick(running(world));
      void tab.engine.stopJob(jobId);
    },
  },
  {
    name: 'a process is deleted',
    weight: 3,
    async happen(world) {
      forget(world, world.random.pick(world.setting.lines).processId);
    },
  },
  {
    name: 'storage rules are changed',
    weight: 3,
    async happen(world) {
      const reachWithinMs = world.random.pick([100, 500, 2000, 60_000]);
      ignoreErrors(world, world.random.pick(world.tabs).engine.changeStorageRules({ reachWithinMs }));
    },
  },
  {
    name: 'a process is pinned',
    weight: 1,
    async happen(world) {
      const { processId } = world.random.pick(world.setting.lines);
      ignoreErrors(
        world,
        world.random.pick(world.tabs).engine.pinProcess(processId, world.random.chance(0.5)),
      );
    },
  },
  {
    name: 'screens are looked at',
    weight: 6,
    async happen(world) {
      const { engine } = world.random.pick(world.tabs);
      const { processId, profile, truth, name } = world.random.pick(world.setting.lines);
      const nonce = world.random.between(0, world.schedules.headOf(processId));
      const place = { network, processId, ...(profile && { profile }) };
      ignoreErrors(world, engine.readStorage());
      ignoreErrors(world, engine.readKeptEvidence(processId, profile));
      ignoreErrors(world, engine.readSchedule({ ...place, fromNonce: nonce, limit: 20 }));
      const reading = engine.readMessage({ ...place, nonce }).then(({ result, outcome }) => {
        const isShown = outcome.kind === 'result' || outcome.kind === 'error';
        if (!isShown || JSON.stringify(result) === truth[nonce]?.resultJson) return;
        world.violations.push(`${name}: another result is shown at nonce ${nonce}`);
      });
      ignoreErrors(world, reading);
    },
  },
];

function running({ tabs }: World) {
  return tabs.flatMap((tab) =>
    tab.jobs.filter(({ snapshot }) => !isSettled(snapshot)).map(({ jobId }) => ({ tab, jobId })),
  );
}

interface Change {
  readonly kind?: 'segments';
  readonly toNonce?: number;
  readonly fromNothing?: true;
}

async function replay(world: World, change: Change): Promise<void> {
  return replayLine(world, world.random.pick(world.setting.lines), change);
}

function forget(world: World, processId: string): void {
  const release = () => loseSome(world, (line) => line.processId === processId);
  release();
  ignoreErrors(
    world,
    world.random
      .pick(world.tabs)
      .engine.forgetProcess(processId)
      .finally(() => setTimeout(release, toldWithinMs)),
  );
}

/** What was read before is kept, and asked for no more. */
export function readAnew(world: World): Promise<void> {
  forget(world, lineThatReads(world.setting).processId);
  return replayReading(world, {});
}

/** Of a process that reads through WeaveDrive. */
export function replayReading(world: World, change: Change): Promise<void> {
  return replayLine(world, lineThatReads(world.setting), change);
}

async function replayLine(world: World, line: ToyLineOfProcess, change: Change): Promise<void> {
  const { random } = world;
  const { processId, profile } = line;
  const common = { network, processId, ...(profile && { profile }) };
  const request: JobRequest =
    change.kind === 'segments'
      ? { kind: 'segments', ...common, workers: random.between(1, 3) }
      : {
          kind: 'replay',
          ...common,
          ...(change as Omit<typeof change, 'kind'>),
          ...(random.chance(0.5) && { hashMemory: random.pick(['at-end', true] as const) }),
          ...(random.chance(0.3) && { dryRun: { Owner: processId, Tags: [] } }),
        };
  await startJob(world, random.pick(world.tabs), line, request);
}

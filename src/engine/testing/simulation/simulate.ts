import { vi } from 'vitest';
import { checkDisk, checkLeaks } from './checks.ts';
import { enabling, happenings } from './happenings/all.ts';
import type { Happening } from './happenings/happening.ts';
import { contradict, isSettled, reachHead, readAgain } from './jobs.ts';
import { network, type Setting } from './setting.ts';
import { openTab } from './tab.ts';
import { takeElsewhere } from './takeElsewhere.ts';
import { hourMs, passTime } from './virtualTime.ts';
import type { Tab } from './world.ts';
import { createWorld, type World } from './world.ts';

export interface Simulated {
  /** What was wrong, and all that happened before; undefined where all was well. */
  readonly broken: string | undefined;
  /** Names of happenings. */
  readonly happened: ReadonlySet<string>;
}

/**
 * One run of a browser whose tabs, storage, threads and servers fail as the seed says. Afterwards everything is well again, and what was begun has
 * to end by itself; then a new tab has to come to the head of every schedule, and to the truth.
 */
export async function simulate(setting: Setting, seed: number): Promise<Simulated> {
  const world = createWorld(setting, seed);
  vi.spyOn(Math, 'random').mockImplementation(world.random.next);
  try {
    openTab(world, 'tab A');
    if (world.random.chance(0.4)) openTab(world, 'tab B');
    await live(world, dueIn(seed));
    if (world.violations.length === 0) await recover(world);
  } finally {
    for (const tab of [...world.tabs]) tab.kill();
    await passTime({ mostMs: hourMs });
    vi.mocked(Math.random).mockRestore();
  }
  const { violations, story, happened } = world;
  if (violations.length === 0) return { broken: undefined, happened };
  return { broken: [`Seed ${seed}: ${violations.join('; ')}`, ...story].join('\n'), happened };
}

const seedsForAll = 10;
/** Draws at the end for what is due and was not possible before. */
const mostForDue = 60;

/** What has to happen in this run, so that everything does in ten of them. */
function dueIn(seed: number): Set<Happening> {
  return new Set(happenings.filter((_, place) => place % seedsForAll === seed % seedsForAll));
}

async function live(world: World, due: Set<Happening>): Promise<void> {
  const { random } = world;
  const going = new Set<() => void>();
  const endAll = () => {
    for (const end of going) end();
    going.clear();
  };
  let count = random.between(4, 16);
  for (; (count > 0 || due.size > 0) && count > -mostForDue && world.violations.length === 0; count -= 1) {
    // What is due may be possible only where all is well.
    if (count <= 0) endAll();
    const happening = draw(world, due, count <= 0);
    due.delete(happening);
    world.happened.add(happening.name);
    world.tell(happening.name);
    const lasting = happening.happen(world);
    if (typeof lasting === 'function') {
      going.add(lasting);
      const end = () => {
        if (going.delete(lasting)) lasting();
      };
      if (random.chance(0.8)) setTimeout(end, random.between(10, 20_000));
    } else await lasting;
    await passTime({
      mostMs: Math.floor(10 ** (random.next() * 4.2)),
      until: () => world.violations.length > 0,
    });
    await checkDisk(world);
  }
  endAll();
  world.wellSinceMs = Date.now();
  world.tell('everything is well again');
}

/** @param onlyDue nothing else is wanted any more, but what makes something that is due possible */
function draw(world: World, due: ReadonlySet<Happening>, onlyDue: boolean): Happening {
  const { random } = world;
  const possible = (from: Iterable<Happening>) =>
    [...from].filter(({ isPossible }) => isPossible?.(world) ?? true);
  const [next] = possible(due);
  if (next !== undefined && (onlyDue || random.chance(0.4))) return next;
  const from = possible(onlyDue ? enabling : happenings);
  const all = from.reduce((sum, { weight }) => sum + weight, 0);
  let left = random.between(1, all);
  const drawn = from.find(({ weight }) => {
    left -= weight;
    return left <= 0;
  });
  if (drawn === undefined) throw new RangeError('Nothing was drawn.');
  return drawn;
}

async function recover(world: World): Promise<void> {
  const jobs = world.tabs.flatMap((tab) => tab.jobs);
  const isOver = () => jobs.every(({ snapshot }) => isSettled(snapshot));
  if (!(await passTime({ until: isOver, mostMs: hourMs }))) {
    const stuck = jobs.filter(({ snapshot }) => !isSettled(snapshot));
    world.violations.push(
      `${stuck.map(({ jobId, snapshot }) => `${jobId} is ${snapshot?.progress.phase}`).join()} for ever`,
    );
    return;
  }
  await checkDisk(world);
  const old = world.tabs.at(-1);
  if (old !== undefined) await reachHeads(world, old);
  for (const tab of [...world.tabs]) tab.kill();
  const tab = openTab(world, 'new tab');
  await reachHeads(world, tab);
  if (world.violations.length > 0) return;
  await contradict(world, tab);
  if (world.violations.length > 0) return;
  await readAgain(world, tab);
  if (world.violations.length > 0) return;
  await takeElsewhere(world);
  if (world.violations.length > 0) return;
  await passTime({ mostMs: hourMs });
  checkLeaks(world, vi.getTimerCount());
}

/** Every schedule to its end, and twice: the second time from what the first has saved. */
async function reachHeads(world: World, tab: Tab): Promise<void> {
  for (const line of world.setting.lines) {
    if (world.violations.length > 0) return;
    const { processId, profile } = line;
    const request = {
      kind: 'replay',
      network,
      processId,
      hashMemory: 'at-end',
      ...(profile && { profile }),
    } as const;
    await reachHead(world, tab, line, request);
    await checkDisk(world);
  }
}

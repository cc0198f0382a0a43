import { vi } from 'vitest';
import { checkDisk, checkLeaks } from './checks.ts';
import { happenings } from './happenings/all.ts';
import type { Happening } from './happenings/happening.ts';
import { isSettled, reachHead } from './jobs.ts';
import { network, type Setting } from './setting.ts';
import { openTab } from './tab.ts';
import { takeElsewhere } from './takeElsewhere.ts';
import { hourMs, passTime } from './virtualTime.ts';
import type { Tab } from './world.ts';
import { createWorld, type World } from './world.ts';

/**
 * One run of a browser whose tabs, storage, threads and servers fail as the seed says. Afterwards everything is well again, and what was begun has
 * to end by itself; then a new tab has to come to the head of every schedule, and to the truth.
 * @returns what was wrong, and all that happened before; undefined where all was well
 */
export async function simulate(setting: Setting, seed: number): Promise<string | undefined> {
  const world = createWorld(setting, seed);
  vi.spyOn(Math, 'random').mockImplementation(world.random.next);
  try {
    openTab(world, 'tab A');
    if (world.random.chance(0.4)) openTab(world, 'tab B');
    await live(world);
    if (world.violations.length === 0) await recover(world);
  } finally {
    for (const tab of [...world.tabs]) tab.kill();
    await passTime({ mostMs: hourMs });
    vi.mocked(Math.random).mockRestore();
  }
  const { violations, story } = world;
  if (violations.length === 0) return undefined;
  return [`Seed ${seed}: ${violations.join('; ')}`, ...story].join('\n');
}

async function live(world: World): Promise<void> {
  const { random } = world;
  const going = new Set<() => void>();
  for (let count = random.between(4, 16); count > 0 && world.violations.length === 0; count -= 1) {
    const happening = draw(world);
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
  for (const end of going) end();
  world.wellSinceMs = Date.now();
  world.tell('everything is well again');
}

function draw({ random }: World): Happening {
  const all = happenings.reduce((sum, { weight }) => sum + weight, 0);
  let left = random.between(1, all);
  const drawn = happenings.find(({ weight }) => {
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
  await reachHeads(world, openTab(world, 'new tab'));
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

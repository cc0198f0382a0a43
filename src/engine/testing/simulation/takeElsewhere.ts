import { createDisk } from './disk.ts';
import { readExported } from './files.ts';
import { importFile } from './happenings/ofFiles.ts';
import { reachHead } from './jobs.ts';
import { network } from './setting.ts';
import { createSharedLocks } from './sharedLocks.ts';
import { openTab } from './tab.ts';
import { awaitPassing } from './virtualTime.ts';
import type { World } from './world.ts';

/** When all is well: the whole of one process leaves as a file, and leads a browser that knows nothing to the truth. */
export async function takeElsewhere(world: World): Promise<void> {
  const { setting, random, violations, disk, tabs, schedules } = world;
  const line = random.pick(setting.lines.filter(({ profile }) => profile === undefined));
  const { processId, name } = line;
  const [tab] = tabs;
  // Documents are not sealed: what a faulty disk changed leaves with the file, and is refused wherever it arrives.
  if (tab === undefined || disk.isDamaged) return;
  // There may have been no room for some of the schedule: what is missing is fetched for the file.
  const entriesInAll = schedules.headOf(processId) + 1;
  const exporting = awaitPassing(tab.engine.exportProcess(processId, network));
  const other = otherBrowser(world);
  try {
    const exported = await awaitPassing(readExported(world, line, await exporting));
    const { entryCount, checkpointNonce } = exported;
    if (entryCount !== entriesInAll) {
      violations.push(`${name}: ${entriesInAll} messages were evaluated, and ${entryCount} are exported`);
    }
    await awaitPassing(importFile(other, exported));
    const start = checkpointNonce === null ? {} : { start: { kind: 'imported-checkpoint' } as const };
    await reachHead(other, random.pick(other.tabs), line, {
      ...{ kind: 'replay', network, processId, hashMemory: 'at-end' },
      ...start,
    });
  } catch (error) {
    violations.push(`${name}: all is well, and a file cannot be taken elsewhere: ${String(error)}`);
  } finally {
    for (const each of [...other.tabs]) each.kill();
  }
}

/** Somebody else's: another profile on another device, with the same servers. What is wrong there is wrong here. */
function otherBrowser(world: World): World {
  const other: World = {
    ...world,
    disk: createDisk(world.random),
    locks: createSharedLocks(),
    tabs: [],
    threads: { evaluators: new Set(), verifiers: new Set() },
    channels: new Set(),
    promised: new Map(),
    lossy: new Set(),
  };
  openTab(other, 'another browser');
  return other;
}

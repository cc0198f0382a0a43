import { createDisk } from './disk.ts';
import { readExported } from './files.ts';
import { importFile } from './happenings/ofFiles.ts';
import { reachHead } from './jobs.ts';
import { network } from './setting.ts';
import { createSharedLocks } from './sharedLocks.ts';
import { openTab } from './tab.ts';
import { awaitPassing } from './virtualTime.ts';
import type { World } from './world.ts';

/** When all is well: what is kept of one process leaves as a file, and leads a browser that knows nothing to the truth. */
export async function takeElsewhere(world: World): Promise<void> {
  const { setting, random, violations, disk, tabs, schedules } = world;
  const line = random.pick(setting.lines.filter(({ profile }) => profile === undefined));
  const { processId, name } = line;
  const [tab] = tabs;
  // Documents are not sealed: what a faulty disk changed leaves with the file, and is refused wherever it arrives.
  if (tab === undefined || disk.isDamaged) return;
  const keptCount = await countKept(world, processId, schedules.headOf(processId));
  const exporting = awaitPassing(tab.engine.exportProcess(processId));
  if (keptCount === 0) {
    // A file without messages would be of no use to anybody.
    const code = await exporting.then(() => 'a file', codeOf);
    if (code !== 'nothing-to-export') violations.push(`${name}: no message is kept, and ${code} is exported`);
    return;
  }
  const other = otherBrowser(world);
  try {
    const exported = await awaitPassing(readExported(world, line, await exporting));
    const { entryCount, checkpointNonce } = exported;
    if (entryCount !== keptCount) {
      violations.push(`${name}: ${keptCount} messages are kept, and ${entryCount} are exported`);
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

/** Of the schedule, without a gap from the first message on: there may have been no room for some of it. */
async function countKept({ disk }: World, processId: string, head: number): Promise<number> {
  const kept = await disk.direct.loadSchedule(processId, { fromNonce: 0, toNonce: head });
  const gap = kept.findIndex(({ nonce }, place) => nonce !== place);
  return gap === -1 ? kept.length : gap;
}

function codeOf(error: unknown): string {
  return String((error as { readonly code?: unknown }).code);
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

import { readExported } from '../files.ts';
import { startJob } from '../jobs.ts';
import type { PublishedMemory } from '../publishedMemory.ts';
import { network } from '../setting.ts';
import type { ExportedFile, World } from '../world.ts';
import type { Happening } from './happening.ts';
import { ignoreErrors } from './ignoreErrors.ts';

/** What leaves a browser as a file, what comes as one, and what others have published. */
export const ofFiles: readonly Happening[] = [
  {
    name: 'a process is exported',
    weight: 4,
    async happen(world) {
      const { random, setting, tabs, files } = world;
      const line = random.pick(setting.lines);
      const over = random.chance(0.5) ? network : undefined;
      const exporting = random.pick(tabs).engine.exportProcess(line.processId, over);
      // Of the usual profile, whichever line is looked at.
      const usual = setting.lines.find(({ processId, profile }) => {
        return processId === line.processId && profile === undefined;
      });
      if (usual === undefined) return;
      ignoreErrors(
        world,
        exporting
          .then((file) => readExported(world, usual, file))
          .then((exported) => {
            files.push(exported);
            world.tell(
              `it left with ${exported.entryCount} entries, and memory at ${exported.checkpointNonce}`,
            );
          }),
      );
    },
  },
  {
    name: 'a file is imported',
    weight: 4,
    isPossible: ({ files }) => files.length > 0,
    async happen(world) {
      const exported = world.random.pick(world.files);
      ignoreErrors(world, importFile(world, exported));
    },
  },
  {
    name: 'a process is begun with what came in a file',
    weight: 4,
    isPossible: ({ files }) => files.length > 0,
    async happen(world) {
      const { line } = world.random.pick(world.files);
      const { processId } = line;
      const start = { kind: 'imported-checkpoint' } as const;
      const request = { kind: 'replay', network, processId, start, hashMemory: 'at-end' } as const;
      await startJob(world, world.random.pick(world.tabs), line, request);
    },
  },
  {
    name: 'a process is begun with what somebody published',
    weight: 4,
    happen: (world) => beginWithPublished(world, ({ isLie }) => !isLie),
  },
  {
    name: 'a process is begun with memory that never was',
    weight: 2,
    happen: (world) => beginWithPublished(world, ({ isLie }) => isLie),
  },
];

async function beginWithPublished(
  world: World,
  isWanted: (published: PublishedMemory) => boolean,
): Promise<void> {
  const { random, setting, tabs } = world;
  const { id, processId } = random.pick(setting.published.filter(isWanted));
  const line = setting.lines.find((each) => each.processId === processId && each.profile === undefined);
  if (line === undefined) throw new RangeError(`Nothing is true of ${processId}.`);
  const start = { kind: 'network-checkpoint', id } as const;
  const request = { kind: 'replay', network, processId, start, hashMemory: 'at-end' } as const;
  await startJob(world, random.pick(tabs), line, request);
}

export async function importFile(world: World, { line, file, ...exported }: ExportedFile): Promise<void> {
  const { entryCount, checkpointNonce } = await world.random
    .pick(world.tabs)
    .engine.importProcess({ network, file });
  if (entryCount === exported.entryCount && checkpointNonce === exported.checkpointNonce) return;
  world.violations.push(
    `${line.name}: of a file with ${exported.entryCount} entries and memory at ${exported.checkpointNonce}, ${entryCount} and ${checkpointNonce} were told`,
  );
}

import { calmDisk } from '../disk.ts';
import { lineThatReads } from '../setting.ts';
import type { World } from '../world.ts';
import type { Happening } from './happening.ts';
import { loseSome } from './lossy.ts';
import { replayReading } from './ofTheUser.ts';

/** What becomes of what is kept. */
export const ofTheDisk: readonly Happening[] = [
  {
    name: 'transactions fail',
    weight: 8,
    happen: (world) => trouble(world, 'fails', world.random.pick([0.05, 0.3, 1])),
  },
  {
    name: 'there is no room',
    weight: 4,
    happen(world) {
      // What makes room for one process may let go of another.
      loseSome(world, () => true);
      const end = trouble(world, 'full', world.random.pick([0.2, 0.7, 1]));
      return () => {
        end();
        loseSome(world, () => true);
      };
    },
  },
  {
    name: 'the database does not open',
    weight: 2,
    happen: (world) => trouble(world, 'refuses', 1),
  },
  {
    name: 'the disk is slow',
    weight: 3,
    happen: (world) => trouble(world, 'mostMs', world.random.pick([300, 3000, 30_000])),
  },
  {
    name: 'a record is damaged',
    weight: 3,
    async happen(world) {
      loseSome(world, () => true);
      await world.disk.damage();
    },
  },
  {
    name: 'what a process has read is damaged',
    weight: 2,
    // Its first messages read something.
    isPossible: ({ promised, setting }) => (promised.get(lineThatReads(setting).name) ?? -1) > 1,
    async happen(world) {
      await world.disk.damageReads(lineThatReads(world.setting).processId);
      await replayReading(world, { fromNothing: true });
    },
  },
  {
    name: 'the browser closes its database',
    weight: 4,
    happen(world) {
      world.disk.closeConnections();
      return undefined;
    },
  },
];

function trouble(world: World, name: keyof typeof calmDisk, amount: number): () => void {
  world.disk.trouble[name] = amount;
  return () => {
    world.disk.trouble[name] = calmDisk[name];
  };
}

import type { Mishap } from '../internet.ts';
import type { World } from '../world.ts';
import type { Happening } from './happening.ts';
import { readAnew } from './ofTheUser.ts';

/** What lies between this browser and its servers. */
export const ofTheNetwork: readonly Happening[] = [
  ...(
    [
      ['answers are late', 'late'],
      ['servers are silent', 'silent'],
      ['servers ask to be left alone', 'limited'],
      ['servers are broken', 'broken'],
      ['answers are cut off', 'cut'],
      ['pages lack their end', 'short-page'],
      ['pages tell entries twice', 'repeated'],
      ['the scheduler unit changes what it tells', 'changed'],
      ['servers cannot be reached', 'unreachable'],
    ] as const satisfies readonly (readonly [string, Mishap])[]
  ).map(([name, mishap]) => ({
    name,
    weight: 2,
    happen({ internet: { mishaps }, random }: World) {
      mishaps.set(mishap, random.pick([0.1, 0.5, 1]));
      return () => void mishaps.delete(mishap);
    },
  })),
  ...(
    [
      ['gateways do not know what a process reads', 'forgotten'],
      ['gateways change what a process reads', 'tampered'],
    ] as const satisfies readonly (readonly [string, Mishap])[]
  ).map(([name, mishap]) => ({
    name,
    weight: 2,
    happen(world: World) {
      const { mishaps } = world.internet;
      mishaps.set(mishap, 1);
      void readAnew(world);
      return () => void mishaps.delete(mishap);
    },
  })),
  {
    name: 'the scheduler unit is gone',
    weight: 4,
    happen({ internet: { mishaps } }) {
      mishaps.set('gone', 1);
      return () => void mishaps.delete('gone');
    },
  },
  {
    name: 'the device goes offline',
    weight: 2,
    happen({ internet }) {
      internet.isOffline = true;
      return () => {
        internet.isOffline = false;
      };
    },
  },
  {
    name: 'somebody writes to the processes',
    weight: 8,
    happen({ schedules, setting, random }) {
      for (const { processId } of setting.lines) schedules.grow(processId, random.between(0, 12));
      return undefined;
    },
  },
];

import { openTab } from '../tab.ts';
import { hourMs } from '../virtualTime.ts';
import type { Happening } from './happening.ts';

/** What becomes of tabs and of their threads. */
export const ofTheMachine: readonly Happening[] = [
  {
    name: 'an evaluator dies',
    weight: 4,
    isPossible: ({ threads }) => threads.evaluators.size > 0,
    happen({ threads, random }) {
      random.pick([...threads.evaluators]).crash();
      return undefined;
    },
  },
  {
    name: 'an evaluator answers no more',
    weight: 1,
    isPossible: ({ threads }) => threads.evaluators.size > 0,
    happen({ threads, random }) {
      random.pick([...threads.evaluators]).hang();
      return undefined;
    },
  },
  {
    name: 'a verifier dies',
    weight: 4,
    isPossible: ({ threads }) => threads.verifiers.size > 0,
    happen({ threads, random }) {
      random.pick([...threads.verifiers]).crash();
      return undefined;
    },
  },
  {
    name: 'a tab dies and is opened again',
    weight: 10,
    happen(world) {
      const tab = world.random.pick(world.tabs);
      tab.kill();
      openTab(world, `${tab.name}'`);
      return undefined;
    },
  },
  {
    name: 'the clock is set',
    weight: 2,
    happen({ clock, random }) {
      clock.offMs = random.pick([-3 * hourMs, -1000, 24 * hourMs]);
      return undefined;
    },
  },
  {
    name: 'a tab is opened beside the others',
    weight: 2,
    isPossible: ({ tabs }) => tabs.length < 3,
    happen(world) {
      openTab(world, `tab ${world.story.length}`);
      return undefined;
    },
  },
];

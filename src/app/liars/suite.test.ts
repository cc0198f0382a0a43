import { expect, it } from 'vitest';
import type { LieChoice } from '../AppContext.tsx';
import { demoLies } from '../demoExamples.ts';
import { type JobStore, jobKey } from '../jobs/jobStore.ts';
import { isUnsettled, type JobView } from '../jobs/jobView.ts';
import { tellAll } from './suite.ts';

/** A store whose jobs end when the test says so. */
function handDriven() {
  const views = new Map<string, JobView>();
  const listeners = new Set<() => void>();
  const stopped: string[] = [];
  const show = (key: string, view: JobView) => {
    views.set(key, view);
    for (const listener of listeners) listener();
  };
  const settle = (key: string) =>
    show(key, {
      kind: 'refused',
      error: { layer: 'engine', code: 'x', message: '', details: {}, chain: [] },
    });
  const jobs: JobStore = {
    start: (request) => show(jobKey(request), { kind: 'starting' }),
    goOn: () => undefined,
    stop: (key) => {
      stopped.push(key);
      settle(key);
    },
    read: (key) => views.get(key) ?? { kind: 'idle' },
    isByHand: () => true,
    isWorking: () => [...views.values()].some(isUnsettled),
    hasWorkBeside: () => false,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { jobs, settle, stopped, listeners };
}

const choices = demoLies.slice(0, 3);
const keyAt = (place: number) => {
  const choice = choices[place];
  if (choice === undefined) throw new RangeError(`There is no lie ${place}.`);
  return jobKey(choice.request);
};

it('tells one lie after the other', async () => {
  const { jobs, settle, listeners } = handDriven();
  const turns: LieChoice[] = [];
  const told = tellAll(jobs, choices, {
    signal: new AbortController().signal,
    onTurn: (choice) => turns.push(choice),
  });
  for (const place of [0, 1, 2]) {
    expect(turns).toEqual(choices.slice(0, place + 1));
    expect(jobs.read(keyAt(place))).toEqual({ kind: 'starting' });
    settle(keyAt(place));
    await Promise.resolve();
    await Promise.resolve();
  }
  await told;
  expect(listeners.size).toBe(0);
});

it('stops the one that is being told, and tells no other', async () => {
  const { jobs, stopped } = handDriven();
  const controller = new AbortController();
  const turns: LieChoice[] = [];
  const told = tellAll(jobs, choices, {
    signal: controller.signal,
    onTurn: (choice) => turns.push(choice),
  });
  controller.abort();
  await told;
  expect(stopped).toEqual([keyAt(0)]);
  expect(turns).toHaveLength(1);
});

import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { loadCurves } from '../verification/loadCurves.ts';
import { happenings } from './testing/simulation/happenings/all.ts';
import { installPromptPlatform } from './testing/simulation/promptPlatform.ts';
import { readSetting, type Setting } from './testing/simulation/setting.ts';
import { simulate } from './testing/simulation/simulate.ts';
import { startVirtualTime } from './testing/simulation/virtualTime.ts';

// The toy evaluator runs no module, and compiling one takes longer than a whole simulation.
vi.mock('./process/compileModule.ts', async (original) => ({
  ...(await original<typeof import('./process/compileModule.ts')>()),
  compileModule: () => Promise.resolve({ exact: {} }),
}));

let setting: Setting;
beforeAll(async () => {
  setting = await readSetting();
  await loadCurves();
  installPromptPlatform();
  startVirtualTime();
});
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

// `SIMULATION=first-last` runs those seeds instead.
const [first = 1, last = 10] = (process.env['SIMULATION'] ?? '').split('-').filter(Boolean).map(Number);

it(`keeps its word whatever fails, by the seeds ${first} to ${last}`, async () => {
  const broken: string[] = [];
  const happened = new Set<string>();
  for (let seed = first; seed <= last; seed += 1) {
    const told = await simulate(setting, seed);
    if (told.broken !== undefined) broken.push(told.broken);
    for (const name of told.happened) happened.add(name);
  }
  expect(broken.join('\n\n')).toBe('');
  // Ten in a row have to meet everything that can happen.
  const missed = happenings.map(({ name }) => name).filter((name) => !happened.has(name));
  if (last - first >= 9) expect(missed).toEqual([]);
});

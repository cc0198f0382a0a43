import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { decodeUtf8Strict } from '../../base/bytes.ts';
import { type ArchiveIndex, archiveAssets } from '../../devnet/archiveIndex.ts';
import { createDevnet } from '../../devnet/devnet.ts';
import { demoNetwork } from '../../devnet/network.ts';
import type { EvaluatorOptions } from '../../evaluation/evaluator.ts';
import { demoEngine, runJob } from '../testing/demoEngine.ts';
import { withItems } from '../testing/simulation/bundleItems.ts';
import { anySchedule, type SignedProcess, signAny } from './testing/anySchedule.ts';
import { specInputs, specProcessEnvironment } from './testing/specInputs.ts';

// No module runs here: what it would be given is all.
vi.mock('../process/compileModule.ts', async (original) => ({
  ...(await original<typeof import('../process/compileModule.ts')>()),
  compileModule: () => Promise.resolve({ exact: {} }),
}));

const publicFolder = new URL('../../../public/', import.meta.url);
const loadPublic = (name: string) => new Uint8Array(readFileSync(new URL(name, publicFolder)));
const index = JSON.parse(decodeUtf8Strict(loadPublic(archiveAssets.index)) ?? '') as ArchiveIndex;
const moduleId = index.modules[0]?.id ?? '';
const network = { ...demoNetwork, computeUnits: [] };

/** All that the engine gives to a module's `handle` up to the head, and then until the scheduler unit's now. */
async function givenFor({ processId }: SignedProcess, fetch: ReturnType<typeof createDevnet>) {
  const messages: string[] = [];
  const skipped: number[] = [];
  let opened: Omit<EvaluatorOptions, 'module'> | undefined;
  const nothing = { Messages: [], Assignments: [], Spawns: [], Output: '', GasUsed: 0 };
  const engine = demoEngine(undefined, {
    fetch,
    openEvaluator: async (options) => {
      opened = options;
      const status = {
        memoryBytes: 0,
        evaluatedCount: 0,
        fastPath: 'none',
        watching: { kind: 'none' },
      } as const;
      return {
        async evaluate(given) {
          messages.push(...given.map(({ json }) => decodeUtf8Strict(json) ?? 'no text'));
          return given.map(() => ({ result: nothing, handleMs: 0 }));
        },
        dryRun: () => Promise.reject(new Error('Nobody asks.')),
        capture: async () => ({
          memoryBytes: 0,
          pages: { indices: new Uint32Array(0), bytes: new Uint8Array(0) },
          host: { clockTick: 0, files: [] },
        }),
        hashMemory: async () => '',
        status: async () => status,
        close: () => undefined,
      };
    },
  });
  const { state, error } = await runJob(engine, { kind: 'replay', network, processId }, (results) => {
    for (const { nonce, result } of results) if (result === null) skipped.push(nonce);
  });
  return { state, error: error?.message, messages, skipped, environment: opened?.environmentJson };
}

describe('what a module is given', () => {
  const plans = fc.sample(anySchedule, { seed: 20_261_123, numRuns: 30 });

  it('is what legacynet.md says, to the letter and in its order, whatever the schedule', async () => {
    const processes = await Promise.all(plans.map((plan) => signAny(plan, moduleId, index)));
    const items = processes.flatMap(({ entries }) =>
      entries.flatMap(({ assigned, assignment }) => [assigned, assignment]),
    );
    const loadAsset = async (name: string) =>
      name === archiveAssets.items ? withItems(loadPublic(name), items) : loadPublic(name);
    const devnet = createDevnet({ loadAsset });
    const kinds = { cron: 0, skipped: 0, prepended: 0, assigned: 0 };
    for (const process of processes) {
      const last = process.entries.at(-1);
      const first = process.entries[0];
      if (first === undefined || last === undefined) throw new RangeError('There is no schedule.');
      const clock = await devnet(
        new Request(`https://su.demo.selfsame.invalid/timestamp?process-id=${process.processId}`),
      );
      const nowMs = Number(((await clock.json()) as { readonly timestamp: string }).timestamp);
      const expected = specInputs(process, index, nowMs);
      const { environment, ...given } = await givenFor(process, devnet);
      expect(given).toEqual({ state: 'done', error: undefined, ...expected });
      expect(environment).toContain(
        `{"Process":${JSON.stringify(specProcessEnvironment(first.assigned))},"Module":{`,
      );
      kinds.skipped += expected.skipped.length;
      for (const text of expected.messages) {
        if (text.includes('"Cron":true')) kinds.cron += 1;
        else if (!text.includes('"Nonce"')) kinds.prepended += 1;
        else if (!text.includes(`"Target":"${process.processId}"`)) kinds.assigned += 1;
      }
    }
    // Each kind of rule was met, not only the plainest.
    expect(Math.min(...Object.values(kinds)), JSON.stringify(kinds)).toBeGreaterThan(5);
  });
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { MessageResult } from '../engine/api.ts';
import { demoEngine, runJob } from '../engine/testing/demoEngine.ts';
import { archiveAssets } from './archiveIndex.ts';
import { demoNetwork } from './network.ts';
import { demoProcesses } from './processes.ts';

const recorded = JSON.parse(
  readFileSync(new URL(`../../public/${archiveAssets.results}`, import.meta.url), 'utf8'),
) as Readonly<Record<string, unknown>>;

const engine = demoEngine(undefined, { watchdogMs: 120_000 });

// The recording is the reference loader's; the engine fetches, verifies, encodes and evaluates everything by itself.
it.each(demoProcesses.map(({ name, id }) => [name, id] as const))(
  'evaluates %s to the very text that the reference loader answered',
  async (_, processId) => {
    const results: MessageResult[] = [];
    const last = await runJob(engine, { kind: 'replay', network: demoNetwork, processId }, (batch) => {
      results.push(...batch);
    });
    expect(last).toMatchObject({ state: 'done', error: null, answer: { level: 'evaluated' } });
    expect(results.map(({ nonce }) => nonce)).toEqual(results.map((_result, place) => place));
    expect(results.map(({ result }) => JSON.stringify(result))).toEqual(
      results.map(({ assignmentId }) => JSON.stringify(recorded[assignmentId ?? ''])),
    );
  },
);

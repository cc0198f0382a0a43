import { expect, it } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import type { Fetch } from '../../sources/http.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { demoDevnet, demoEngine, runJob } from '../testing/demoEngine.ts';
import { idleEvaluator } from '../testing/idleEvaluator.ts';

const pageOfGateway = '<!DOCTYPE html><title>A gateway</title>';

/** A gateway that shows a page in the place of a module, so many times. */
async function load(times: number) {
  let left = times;
  const fetch: Fetch = async (request) => {
    const answer = await demoDevnet(request);
    if (answer.headers.get('content-type') !== 'application/wasm' || left === 0) return answer;
    left -= 1;
    return new Response(pageOfGateway, { headers: { 'content-type': 'text/html' } });
  };
  const engine = demoEngine(createMemoryStore(), { fetch, openEvaluator: async () => idleEvaluator });
  const network = { ...demoNetwork, computeUnits: [] };
  return runJob(engine, { kind: 'replay', network, processId: demoProcesses[0].id, toNonce: 0 });
}

it('a page that a gateway shows in the place of a module accuses nobody, and is passed over', async () => {
  const shown = await load(Number.POSITIVE_INFINITY);
  expect(shown.error).toMatchObject({ layer: 'source', code: 'html-instead-of-data' });
  expect(shown.facts.filter(({ status }) => status === 'fails')).toEqual([]);
  const once = await load(1);
  expect(once.error).toBeNull();
});

import { expect, it } from 'vitest';
import { decodeUtf8Lossy } from '../../base/bytes.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import type { RunnableModule } from '../../evaluation/rewriting/runnableModule.ts';
import type { Fetch } from '../../sources/http.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { openSources } from '../networkSources.ts';
import { createExactItems } from '../replay/exactItems.ts';
import { demoDevnet } from '../testing/demoEngine.ts';
import type { ModuleCache } from './moduleCache.ts';
import { prepareProcess } from './prepareProcess.ts';

const [{ id: processId }] = demoProcesses;

function prepare(tellsProcess: () => boolean) {
  return prepareOver(
    (request) =>
      request.url.includes('/processes/') && !tellsProcess()
        ? Promise.resolve(new Response('{"error":"no such route"}', { status: 400 }))
        : demoDevnet(request),
    { compile: () => Promise.resolve({} as RunnableModule) },
  );
}

function prepareOver(fetch: Fetch, modules: ModuleCache) {
  const sources = openSources({ fetch }, demoNetwork);
  const exactItems = createExactItems(sources.gateway);
  const quiet = { onPhase: () => undefined, onNotice: () => undefined, onTallies: () => undefined };
  const store = createMemoryStore();
  return prepareProcess({ processId, profile: undefined, sources, store, exactItems, modules, ...quiet });
}

const spawnOf = async (prepared: Awaited<ReturnType<typeof prepare>>) => {
  const { Timestamp, 'Block-Height': height } = JSON.parse(
    decodeUtf8Lossy((await prepared.processMessage()).input.json),
  ) as Readonly<Record<string, unknown>>;
  return [Timestamp, height];
};

it('a process’s first message tells when it was spawned as its scheduler unit says, and is not made up where that says nothing', async () => {
  const told = await spawnOf(await prepare(() => true));
  expect(told).toEqual([expect.any(Number), expect.any(Number)]);
  let tells = false;
  const prepared = await prepare(() => tells);
  expect(prepared.process.timestampMs).toBe(0);
  await expect(prepared.processMessage()).rejects.toMatchObject({ layer: 'source', code: 'not-found' });
  tells = true;
  expect(await spawnOf(prepared)).toEqual(told);
});

it('a module whose signature no gateway tells is not handed on as verified', async () => {
  const verified: boolean[] = [];
  const watched: ModuleCache = {
    compile: (_module, _bytes, { isVerified }) => {
      verified.push(isVerified);
      return Promise.resolve({} as RunnableModule);
    },
  };
  for (const tellsSignature of [true, false]) {
    const fetch = async (request: Request) => {
      const response = await demoDevnet(request);
      if (tellsSignature || !request.url.includes('graphql')) return response;
      return new Response((await response.text()).replaceAll(/"signature":"[^"]*"/g, '"signature":null'));
    };
    await prepareOver(fetch, watched);
  }
  expect(verified).toEqual([true, false]);
});

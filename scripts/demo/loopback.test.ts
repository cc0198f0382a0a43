import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createDevnet } from '../../src/devnet/devnet.ts';
import { demoProcesses } from '../../src/devnet/processes.ts';
import { publicFolder } from './demoSources.ts';
import { type LoopbackDevnet, serveLoopback } from './loopback.ts';

const [{ id: token, wallet }] = demoProcesses;
let served: LoopbackDevnet | undefined;

async function serve(lie?: string): Promise<LoopbackDevnet> {
  const devnet = createDevnet({
    loadAsset: async (name) => new Uint8Array(await readFile(publicFolder + name)),
  });
  served = await serveLoopback({ devnet, port: 0, ...(lie === undefined ? {} : { lie }) });
  return served;
}

afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('the demo network on loopback', () => {
  it('answers browsers of any origin', async () => {
    const { schedulerUnit, computeUnit } = await serve();
    const page = await fetch(`${schedulerUnit}/${token}?process-id=${token}&limit=2`);
    expect(page.headers.get('access-control-allow-origin')).toBe('*');
    expect(((await page.json()) as { edges: unknown[] }).edges).toHaveLength(2);
    const preflight = await fetch(`${computeUnit}/dry-run`, { method: 'OPTIONS' });
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([204, '*']);
  });

  it('takes what is posted', async () => {
    const { computeUnit, graphql } = await serve();
    const body = JSON.stringify({ Owner: wallet, Tags: [{ name: 'Action', value: 'Balance' }] });
    const result = await fetch(`${computeUnit}/dry-run?process-id=${token}`, { method: 'POST', body });
    expect(await result.json()).toMatchObject({ Messages: [{ Data: expect.stringMatching(/^\d+$/) }] });
    const query = JSON.stringify({ query: `{ transaction(id: "${token}") { id } }` });
    const found = await fetch(graphql, { method: 'POST', body: query });
    expect(await found.json()).toEqual({ data: { transaction: { id: token } } });
  });

  it('redirects from the router to the scheduler unit', async () => {
    const { router, schedulerUnit } = await serve();
    const path = `/${token}?process-id=${token}&limit=2`;
    const manual = await fetch(router + path, { redirect: 'manual' });
    expect([manual.status, manual.headers.get('location')]).toEqual([307, schedulerUnit + path]);
    const followed = await fetch(router + path);
    expect([followed.status, followed.url]).toEqual([200, schedulerUnit + path]);
    expect((await fetch(`${router}/timestamp`)).status).toBe(400);
  });

  it('goes on without end, for as long as somebody reads, and holds nothing of it', async () => {
    const { schedulerUnit, gateway } = await serve('endless-page');
    const page = await fetch(`${schedulerUnit}/${token}?process-id=${token}&limit=2`);
    const reader = page.body?.getReader();
    let received = 0;
    while (received < 50_000_000) received += (await reader?.read())?.value?.length ?? Number.NaN;
    await reader?.cancel();
    expect(received).toBeGreaterThanOrEqual(50_000_000);
    expect((await fetch(`${gateway}/info`)).status).toBe(200);
  });

  it('lies, and breaks connections, as told', async () => {
    const { gateway, graphql, schedulerUnit } = await serve('half-a-module');
    const query = JSON.stringify({ query: `{ transaction(id: "${token}") { tags { name value } } }` });
    const found = (await (await fetch(graphql, { method: 'POST', body: query })).json()) as {
      data: { transaction: { tags: { name: string; value: string }[] } };
    };
    const module = found.data.transaction.tags.find(({ name }) => name === 'Module')?.value;
    const download = await fetch(`${gateway}/raw/${module}`);
    expect(Number(download.headers.get('content-length'))).toBeGreaterThan(700_000);
    await expect(download.arrayBuffer()).rejects.toThrow();
    expect((await fetch(`${schedulerUnit}/timestamp`)).status).toBe(200);
  });
});

import type { Page } from '@playwright/test';
import { demoProcesses } from '../src/devnet/processes.ts';
import type { JobSnapshot } from '../src/engine/api.ts';
import { expect, test } from './fixtures/test.ts';

const [token, room] = demoProcesses;

interface Asked {
  readonly processId: string;
  /** What the process's owner would have it run. */
  readonly lua: string;
  readonly watchdogMs: number;
}

/** Has a process of the demo network run something on a fork of its state, in the real engine and its workers. */
async function ask(page: Page, asked: Asked): Promise<JobSnapshot> {
  await page.goto('/headless.html');
  await page.waitForFunction(() => window.selfsame !== undefined);
  return page.evaluate(async ({ processId, lua, watchdogMs }) => {
    const { selfsame, demoNetwork } = window;
    if (selfsame === undefined || demoNetwork === undefined) throw new Error('The page has no engine.');
    const { owner } = await selfsame.readProcess({ network: demoNetwork, processId });
    const jobId = await selfsame.startJob({
      kind: 'replay',
      network: demoNetwork,
      processId,
      toNonce: 1,
      watchdogMs,
      dryRun: { Owner: owner, Data: lua, Tags: [{ name: 'Action', value: 'Eval' }] },
    });
    let last: JobSnapshot | undefined;
    await selfsame.watchJob(jobId, (snapshot) => {
      last = snapshot;
    });
    if (last === undefined) throw new Error('The job has told nothing.');
    return last;
  }, asked);
}

test('an endless loop ends as “not evaluated”, and what is asked next is answered', async ({ page }) => {
  const stuck = await ask(page, { processId: token.id, lua: 'while true do end', watchdogMs: 1500 });
  expect(stuck).toMatchObject({
    state: 'failed',
    answer: null,
    error: { layer: 'evaluation', code: 'not-evaluated', details: { watchdogMs: 1500 } },
  });
  const next = await ask(page, { processId: token.id, lua: 'return 6 * 7', watchdogMs: 60_000 });
  expect(next).toMatchObject({ state: 'done' });
  expect(JSON.stringify(next.answer)).toContain('42');
});

test('code that takes all memory ends, and never in a result', async ({ page }) => {
  const lua = 'local t = {} while true do t[#t + 1] = string.rep("x", 1048576) .. #t end';
  const { state, answer, error } = await ask(page, { processId: room.id, lua, watchdogMs: 3000 });
  const ended = state === 'done' && answer?.kind === 'replay' ? answer.dryRun?.Error : error?.code;
  expect(ended, JSON.stringify(error)).toBeTruthy();
});

test('a process reads a block of Arweave through the engine, and the evidence says on whose word', async ({
  page,
}) => {
  const height = await heightOf(page);
  const lua = `local f = io.open("/block/${height}") local t = f:read(f:seek("end")) f:close() return t`;
  const { answer, facts, error } = await ask(page, { processId: token.id, lua, watchdogMs: 60_000 });
  expect(error).toBeNull();
  expect(JSON.stringify(answer)).toContain(`\\\\\\"height\\\\\\":${height}`);
  expect(facts.find(({ name }) => name === 'weavedrive-reads')).toMatchObject({ status: 'unknown' });
  expect(answer?.level).toBe('claimed');
});

test('a read that the reference would not answer stops the evaluation and says why', async ({ page }) => {
  const lua = `io.open("/data/${token.id}")`;
  const { state, answer, error } = await ask(page, { processId: token.id, lua, watchdogMs: 60_000 });
  expect({ state, answer }).toEqual({ state: 'failed', answer: null });
  expect(error).toMatchObject({ code: 'weavedrive-halt', details: { path: `/data/${token.id}` } });
  expect(error?.message).toContain('Extension=WeaveDrive');
});

async function heightOf(page: Page): Promise<number> {
  await page.goto('/headless.html');
  await page.waitForFunction(() => window.selfsame !== undefined);
  return page.evaluate(async (processId) => {
    const { selfsame, demoNetwork } = window;
    if (selfsame === undefined || demoNetwork === undefined) throw new Error('The page has no engine.');
    const { blockHeight } = await selfsame.readProcess({ network: demoNetwork, processId });
    return blockHeight;
  }, token.id);
}

import type { Page } from '@playwright/test';
import { demoNetwork } from '../src/devnet/network.ts';
import type { EngineClient } from '../src/engine/client.ts';
import { token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

declare global {
  interface Window {
    selfsame?: EngineClient;
    /** The replay of this page goes not much further than this nonce. */
    mayReach?: number;
    /** What the replay of this page has told, in order. */
    told?: {
      readonly phase: string;
      readonly nonce: number | null;
      readonly resumed: number | null;
      readonly atMs: number;
    }[];
  }
}

/** Replays the token in the page, not much further than to `mayReach` before `letGo`. */
async function startReplay(page: Page, mayReach: number): Promise<void> {
  await page.goto('./headless.html');
  await page.waitForFunction(() => window.selfsame !== undefined);
  const request = { kind: 'replay', network: demoNetwork, processId: token.processId } as const;
  await page.evaluate(
    async ({ request, mayReach }) => {
      const engine = window.selfsame;
      window.mayReach = mayReach;
      const told: NonNullable<Window['told']> = [];
      window.told = told;
      const jobId = await engine?.startJob(request, async (results) => {
        const nonce = results.at(-1)?.nonce ?? 0;
        while (nonce > (window.mayReach ?? 0)) await new Promise((resolve) => setTimeout(resolve, 20));
      });
      void engine?.watchJob(jobId ?? '', ({ progress }) => {
        const { phase, nonce, resumedFromNonce: resumed } = progress;
        told.push({ phase, nonce, resumed, atMs: Date.now() });
      });
    },
    { request, mayReach },
  );
}

/** Lets a replay go on by a message or two. */
const letGo = (page: Page) =>
  page.evaluate(() => {
    window.mayReach = (window.mayReach ?? 0) + 1;
  });

const toldBy = (page: Page) => page.evaluate(() => window.told ?? []);

test('a second tab sees how far the first is, and goes on where it left off when it dies', async ({
  context,
}) => {
  const first = await context.newPage();
  const second = await context.newPage();
  await startReplay(first, 1);
  await expect.poll(async () => (await toldBy(first)).at(-1)?.nonce ?? -1).toBeGreaterThan(0);
  await startReplay(second, Number.MAX_SAFE_INTEGER);

  const seen = async () =>
    new Set(
      (await toldBy(second)).flatMap(({ phase, nonce }) =>
        phase === 'waiting-for-other-tab' ? [nonce] : [],
      ),
    );
  // It has not evaluated anything itself: these nonces are the other tab's.
  const slowly = { intervals: [250] };
  await expect
    .poll(async () => {
      await letGo(first);
      return (await seen()).size;
    }, slowly)
    .toBeGreaterThan(3);
  // Something has to be saved, or there is nothing to go on from.
  await expect
    .poll(async () => {
      await letGo(first);
      return first.evaluate(
        async () => (await window.selfsame?.readStorage())?.processes[0]?.lines[0]?.nonce ?? -1,
      );
    }, slowly)
    .toBeGreaterThan(0);
  expect((await toldBy(second)).at(-1)?.phase).toBe('waiting-for-other-tab');
  const diedMs = Date.now();
  await first.close();

  await expect.poll(async () => (await toldBy(second)).at(-1)?.phase).toBe('settled');
  const last = (await toldBy(second)).at(-1);
  expect(last?.resumed).toBeGreaterThan(0);
  expect(last?.nonce).toBeGreaterThan(last?.resumed ?? 0);

  const told = await toldBy(second);
  const afterWaiting = told.slice(told.findLastIndex(({ phase }) => phase === 'waiting-for-other-tab') + 1);
  const takenMs = (afterWaiting[0]?.atMs ?? Number.NaN) - diedMs;
  const goesOn = afterWaiting.find(({ phase }) => phase !== 'restoring' && phase !== 'finding-head');
  const goingOnMs = (goesOn?.atMs ?? Number.NaN) - diedMs;
  const description = `took over after ${takenMs} ms, went on evaluating after ${goingOnMs} ms`;
  test.info().annotations.push({ type: 'measured', description });
  // No wait of ours is that long, and no machine so slow; what an idle one takes is in docs/STORAGE.md.
  expect(takenMs).toBeGreaterThanOrEqual(0);
  expect(goingOnMs).toBeLessThan(30_000);
});

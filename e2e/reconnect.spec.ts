import { readFile } from 'node:fs/promises';
import { publicFolder } from '../scripts/demo/demoSources.ts';
import { serveLoopback } from '../scripts/demo/loopback.ts';
import { createDevnet } from '../src/devnet/devnet.ts';
import { demoProcesses } from '../src/devnet/processes.ts';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

/** Another account of the same token: that of a process. */
const otherWallet = demoProcesses[1].id;
const evaluated = '.answer [data-level="evaluated"]';

test('work that lost the network goes on by itself when it is back, and what is kept is shown without it', async ({
  page,
  context,
  guard,
}) => {
  const devnet = createDevnet({
    loadAsset: async (name) => new Uint8Array(await readFile(publicFolder + name)),
  });
  const served = await serveLoopback({ devnet, port: 0 });
  const { gateway, graphql, schedulerUnit, computeUnit } = served;
  for (const origin of [gateway, schedulerUnit, computeUnit]) guard.allowOrigin(origin);
  // Chromium logs each request that finds no network.
  guard.expectProblem(/ERR_INTERNET_DISCONNECTED/);
  const network = demoWith({
    gateways: [gateway],
    graphql: [graphql],
    schedulerUnits: [schedulerUnit],
    computeUnits: [computeUnit],
  });
  const balanceOf = (wallet: string) =>
    places.balance({ process: token.processId, wallet, net: netOf(network) });
  const goTo = (place: string) =>
    page.evaluate(
      (hash) => {
        location.hash = hash;
      },
      place.slice(place.indexOf('#')),
    );
  try {
    await page.goto(places.balance());
    await expect(page.getByRole('button', { name: 'Evaluate' })).toBeVisible();
    await context.setOffline(true);
    await goTo(balanceOf(token.wallet));
    await expect(page.getByText('could not be reached', { exact: false }).first()).toBeVisible();
    await expect(page.locator(evaluated)).toHaveCount(0);
    await context.setOffline(false);
    await expect(page.locator(evaluated)).toBeVisible();

    await context.setOffline(true);
    await goTo(balanceOf(otherWallet));
    await expect(page.locator('.answer [data-level]')).toBeVisible();
    const notice = page.getByText(/there may be later messages than are known here/);
    await expect(notice.first()).toBeVisible();
    await context.setOffline(false);
    await expect(page.locator(evaluated)).toBeVisible();
    await expect(notice).toHaveCount(0);
  } finally {
    await served.close();
  }
});

test('work that a broken server ended is tried again by itself, whichever screen is open', async ({
  page,
  guard,
}) => {
  const devnet = createDevnet({
    loadAsset: async (name) => new Uint8Array(await readFile(publicFolder + name)),
  });
  let isBroken = true;
  const served = await serveLoopback({
    devnet: async (request) =>
      isBroken ? new Response('<html>Service Unavailable</html>', { status: 503 }) : devnet(request),
    port: 0,
  });
  const { gateway, graphql, schedulerUnit, computeUnit } = served;
  for (const origin of [gateway, schedulerUnit, computeUnit]) guard.allowOrigin(origin);
  // Chromium logs each answer of that kind.
  guard.expectProblem(/503/);
  const network = demoWith({
    gateways: [gateway],
    graphql: [graphql],
    schedulerUnits: [schedulerUnit],
    computeUnits: [computeUnit],
  });
  const balance = places.balance({ process: token.processId, wallet: token.wallet, net: netOf(network) });
  try {
    await page.clock.install();
    await page.goto(balance);
    const progress = page.locator('.progress-state');
    await expect(progress).toHaveText(/^Waiting for its servers; tried again by itself at \d\d:\d\d:\d\d$/);
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(progress).toHaveText('Failed');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(progress).toHaveText(/^Waiting for its servers/);

    await page.getByRole('link', { name: 'Settings' }).click();
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
    isBroken = false;
    await page.clock.fastForward(15_000);
    await expect(page.getByRole('row', { name: /Tally/ })).toBeVisible();
    await page.goBack();
    await expect(page.locator(evaluated)).toBeVisible();
  } finally {
    await served.close();
  }
});

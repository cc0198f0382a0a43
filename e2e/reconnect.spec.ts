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
    await expect(page.getByText(/there may be later messages than are known here/).first()).toBeVisible();
  } finally {
    await served.close();
  }
});

import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { pick } from '../chaos/random.mjs';
import type { openStage } from '../chaos/stage.mjs';
import { follow } from './following.ts';
import type { Servers, Trouble } from './servers.ts';

export interface Soak {
  readonly stage: Awaited<ReturnType<typeof openStage>>;
  readonly servers: Servers;
  readonly random: () => number;
  readonly url: string;
  /** Somebody deleted a process, or room was made with one, while it was evaluated: what came of its first messages need not be there. */
  mayLackResults: boolean;
}

/** Something that happens to a tab. To add one: a name, and what it does until it is over. */
export interface Happening {
  readonly name: string;
  /** It ends the page: what grows in one cannot be seen beside it. */
  readonly isLethal?: true;
  happen(soak: Soak): Promise<void>;
}

export const happenings: readonly Happening[] = [
  ...(['unavailable', 'limited', 'cut', 'silent', 'away'] satisfies readonly Trouble[]).map(
    (trouble): Happening => ({
      name: `servers: ${trouble}`,
      async happen({ servers, random }) {
        servers.trouble = trouble;
        await wait(3000 + random() * 17_000);
        servers.trouble = 'none';
      },
    }),
  ),
  {
    name: 'the device is offline',
    async happen({ stage, random }) {
      const context = stage.page.context();
      await context.setOffline(true);
      await wait(2000 + random() * 10_000);
      await context.setOffline(false);
    },
  },
  {
    // The debugger's own freezing leaves threads running, and no browser does (https://wicg.github.io/page-lifecycle/).
    name: 'the laptop sleeps',
    async happen({ stage, random }) {
      const session = await stage.page.context().browser()?.newBrowserCDPSession();
      const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] };
      const renderers = processInfo.filter(({ type }) => type === 'renderer');
      for (const { id } of renderers) process.kill(id, 'SIGSTOP');
      await wait(3000 + random() * 20_000);
      for (const { id } of renderers) process.kill(id, 'SIGCONT');
      await session?.detach();
    },
  },
  {
    name: 'storage is nearly full',
    async happen(soak) {
      const { stage, random, url } = soak;
      soak.mayLackResults = true;
      const session = await stage.page.context().newCDPSession(stage.page);
      const { origin } = new URL(url);
      const { usage } = await session.send('Storage.getUsageAndQuota', { origin });
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 100_000 });
      await wait(3000 + random() * 15_000);
      await session.send('Storage.overrideQuotaForOrigin', { origin });
      await session.detach();
    },
  },
  {
    name: 'a process is deleted',
    async happen(soak) {
      const { stage, servers, random } = soak;
      soak.mayLackResults = true;
      await stage.page.evaluate((id) => window.selfsame?.forgetProcess(id), pick(random, servers.processIds));
    },
  },
  {
    name: 'storage rules are changed',
    async happen({ stage, random }) {
      const rules = { reachWithinMs: pick(random, [500, 2000, 60_000]) };
      await stage.page.evaluate((changed) => window.selfsame?.changeStorageRules(changed), rules);
    },
  },
  {
    name: 'another tab comes and goes',
    async happen({ stage, servers, random, url }) {
      const page = await openTab(stage.page, url);
      const asked = servers.processIds.map((processId) =>
        follow(page, { kind: 'replay', network: servers.network, processId }),
      );
      await wait(1000 + random() * 6000);
      await page.close();
      await Promise.all(asked);
    },
  },
  ...(['evaluator', 'engine', 'page', 'browser'] as const).map(
    (victim): Happening => ({
      name: `killed: ${victim}`,
      ...(victim !== 'evaluator' && { isLethal: true }),
      async happen({ stage }) {
        await stage.kill(victim);
        await stage.revive(victim);
      },
    }),
  ),
];

async function openTab(beside: Page, url: string): Promise<Page> {
  const page = await beside.context().newPage();
  await page.goto(url);
  await page.waitForFunction(() => window.selfsame !== undefined);
  return page;
}

import type { Page } from '@playwright/test';
import { encodeNetworkLink } from '../../../src/sources/networkCodec.ts';
import { openEngine, replayOne } from '../engineRuns.ts';
import { type Measure, repeat } from '../measure.ts';
import type { Process, Stage } from '../stage.ts';

/** Set by `watchFor`: when what it waits for was first on the screen. */
declare global {
  interface Window {
    shownAtMs?: number;
  }
}

/** From a fresh page load with a checkpoint at the head to the evaluated balance on the screen. */
export const warmOpen: Measure = {
  key: 'warmOpenMs',
  title: 'warm open: page load to balance on screen',
  unit: 'ms',
  atLeast: '≤ 1000',
  aim: '≤ 400',
  holds: (value) => value <= 1000,
  async run(stage, rounds) {
    await using app = await stage.openApp();
    const process = stage.process('eight-1');
    await replayOne(await openEngine(app), stage, process);
    // The visit before: it stays until the app is kept for the next one.
    await app.page.goto(app.origin);
    await app.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await app.page.close();
    const link = `${app.origin}#/balance?${new URLSearchParams({
      process: process.processId,
      wallet: process.owner,
      net: encodeNetworkLink(stage.network),
    })}`;
    // The first one fills the browser's own caches, as the visit before did.
    const values = await repeat({ ...rounds, rounds: rounds.rounds + 1 }, async () => {
      const page = await app.context.newPage();
      await page.addInitScript(watchFor, { selector: '.answer [data-level="evaluated"]', pattern: '' });
      await page.goto(link);
      const shown = await page.waitForFunction(() => window.shownAtMs);
      const value = Number(await shown.jsonValue());
      await page.close();
      return { value, note: `checkpoint at nonce ${process.count + 1}, since the navigation began` };
    });
    return values.length > 1 ? values.slice(1) : values;
  },
};

/** From the click to the first evaluated message of a process that this browser has never seen, its module compiled before. */
export const firstMessage: Measure = {
  key: 'firstMessageMs',
  title: 'new process, module cached: click to first message evaluated',
  unit: 'ms',
  atLeast: '≤ 600',
  aim: '≤ 250',
  holds: (value) => value <= 600,
  async run(stage, rounds) {
    await using app = await stage.openApp();
    const { page, origin } = app;
    await page.goto(`${origin}${placeOf(stage, stage.process('eight-8'))}`);
    await evaluateButton(page).click();
    await page.locator('.progress[data-job-state="done"]').waitFor({ timeout: 120_000 });
    // Each round needs a process that this browser has not seen.
    const unseen = { ...rounds, rounds: Math.min(rounds.rounds, 7) };
    return await repeat(unseen, async (round) => {
      const process = stage.process(`eight-${1 + round}`);
      await page.evaluate(
        (hash) => {
          location.hash = hash;
        },
        placeOf(stage, process),
      );
      await page.getByText('Not evaluated in this browser yet.').waitFor();
      await page.evaluate(watchFor, { selector: '.progress-measures', pattern: '^[1-9]' });
      const clickedMs = await page.evaluate(() => {
        const button = [...document.querySelectorAll('button')].find(
          ({ textContent }) => textContent === 'Evaluate',
        );
        const nowMs = performance.now();
        button?.click();
        return nowMs;
      });
      const shown = await page.waitForFunction(() => window.shownAtMs);
      const value = Number(await shown.jsonValue()) - clickedMs;
      await page.locator('.progress').getByRole('button', { name: 'Stop' }).click();
      await page.locator('.progress[data-job-state="stopped"]').waitFor();
      return { value, note: 'in a tab that has evaluated another process of the same module' };
    });
  },
};

/** The longest task of the page's main thread, from the click on until everything is evaluated, with the process's screen open. */
export const longestTask: Measure = {
  key: 'longestTaskMs',
  title: 'longest main thread task during a replay of 5,000 messages',
  unit: 'ms',
  atLeast: '≤ 50',
  aim: '≤ 16',
  holds: (value) => value <= 50,
  async run(stage, rounds) {
    return await repeat(rounds, async () => {
      await using app = await stage.openApp();
      const { page, origin, context } = app;
      await page.goto(`${origin}${placeOf(stage, stage.process('token'))}`);
      await evaluateButton(page).waitFor();
      await page.waitForTimeout(500);
      const session = await context.newCDPSession(page);
      const tasks = await traceMainThread(session, async () => {
        await evaluateButton(page).click();
        await page.locator('.progress[data-job-state="done"]').waitFor({ timeout: 120_000 });
      });
      const longest = Math.max(...tasks.map(({ wallMs }) => wallMs));
      const busiest = Math.max(...tasks.map(({ processorMs }) => processorMs));
      const overFrame = tasks.filter(({ wallMs }) => wallMs > 16).length;
      return {
        value: longest,
        note: `${tasks.length} tasks, ${overFrame} of them over 16 ms; none had the processor for more than ${busiest.toFixed(1)} ms`,
      };
    });
  },
};

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** µs, on the wall's clock and on the processor's. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

type Session = Awaited<ReturnType<import('@playwright/test').BrowserContext['newCDPSession']>>;

interface Task {
  readonly wallMs: number;
  /** Of the processor: less where others had it meanwhile. */
  readonly processorMs: number;
}

/** @returns every task of the renderers' main threads while `during` ran */
async function traceMainThread(session: Session, during: () => Promise<void>): Promise<readonly Task[]> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]));
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline', 'toplevel'] },
  });
  await during();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  const threads = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = events.filter(
    ({ name, ph, pid, tid }) =>
      ph === 'X' &&
      threads.has(`${pid} ${tid}`) &&
      (name === 'RunTask' || name === 'ThreadControllerImpl::RunTask'),
  );
  if (tasks.length === 0) throw new Error('The trace holds no task of a main thread.');
  return tasks.map(({ dur = 0, tdur = 0 }) => ({ wallMs: dur / 1000, processorMs: tdur / 1000 }));
}

function placeOf({ network }: Stage, { processId }: Process): string {
  return `#/process/${processId}?${new URLSearchParams({ net: encodeNetworkLink(network) })}`;
}

function evaluateButton(page: Page) {
  return page.getByRole('button', { name: 'Evaluate' });
}

/** In the page: notes when an element with such a text is there and has been painted. */
function watchFor({ selector, pattern }: { readonly selector: string; readonly pattern: string }): void {
  delete window.shownAtMs;
  const look = () => {
    const text = document.querySelector(selector)?.textContent;
    if (text !== undefined && new RegExp(pattern).test(text)) {
      requestAnimationFrame(() => {
        window.shownAtMs = performance.now();
      });
    } else requestAnimationFrame(look);
  };
  look();
}

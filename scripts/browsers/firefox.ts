import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BidiSession, openBidi } from './bidi.ts';
import { argumentJson, type Browser, inPage, readAnswer, type Tab } from './browser.ts';
import { startProgram } from './program.ts';

/** Nothing of its own on the network, no first-run pages: what the app does, and nothing else. */
const quietPreferences: Readonly<Record<string, unknown>> = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutConfig.showWarning': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.search.update': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.disable_beforeunload': true,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.server': '',
};

export interface FirefoxOptions {
  /** Of `about:config`. */
  readonly preferences?: Readonly<Record<string, unknown>>;
}

/** A Firefox that is driven like this sometimes never starts a worker's worker (docs/BROWSERS.md). */
export async function openFirefox(path: string, { preferences = {} }: FirefoxOptions = {}): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'selfsame-firefox-'));
  const lines = Object.entries({ ...quietPreferences, ...preferences }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const program = startProgram(
    [path, '--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0', 'about:blank'],
    { MOZ_HEADLESS_WIDTH: '1280', MOZ_HEADLESS_HEIGHT: '1000' },
  );
  const end = async () => {
    await program.end();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const session = await openBidi(await program.wrote(/WebDriver BiDi listening on (ws:\S+)/));
    return {
      name: 'Firefox',
      version: await versionOf(session),
      openTab: () => openTab(session),
      async [Symbol.asyncDispose]() {
        session.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function versionOf(session: BidiSession): Promise<string> {
  const agent = await withTab(session, (tab) => tab.evaluate(() => navigator.userAgent, undefined));
  return /Firefox\/(\S+)/.exec(agent)?.[1] ?? agent;
}

async function withTab<Value>(session: BidiSession, use: (tab: Tab) => Promise<Value>): Promise<Value> {
  const tab = await openTab(session);
  try {
    return await use(tab);
  } finally {
    await tab.close();
  }
}

async function openTab(session: BidiSession): Promise<Tab> {
  const { context } = await session.send<{ readonly context: string }>('browsingContext.create', {
    type: 'tab',
  });
  return {
    goto: async (url) =>
      void (await session.send('browsingContext.navigate', { context, url, wait: 'complete' })),
    reload: async () => void (await session.send('browsingContext.reload', { context, wait: 'complete' })),
    async evaluate(run, argument) {
      const answer = await session.send<CallResult>('script.callFunction', {
        functionDeclaration: `(json) => { ${inPage(run)} return answer(json); }`,
        arguments: [{ type: 'string', value: argumentJson(argument) }],
        target: { context },
        awaitPromise: true,
      });
      if (answer.result === undefined) throw new Error(`In the page: ${answer.exceptionDetails?.text}`);
      return readAnswer(answer.result.value);
    },
    resize: async (viewport) =>
      void (await session.send('browsingContext.setViewport', { context, viewport })),
    async screenshot() {
      const { data } = await session.send<{ readonly data: string }>('browsingContext.captureScreenshot', {
        context,
      });
      return Buffer.from(data, 'base64');
    },
    close: async () => void (await session.send('browsingContext.close', { context })),
  };
}

interface CallResult {
  readonly result?: { readonly value: string };
  readonly exceptionDetails?: { readonly text: string };
}

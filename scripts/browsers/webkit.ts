import { argumentJson, type Browser, inPage, readAnswer, type Tab } from './browser.ts';
import { startProgram } from './program.ts';
import { openWebDriver, type WebDriver } from './webDriver.ts';

/**
 * WebKitGTK's MiniBrowser, driven by its own WebDriver, on a display of its own. What it keeps, it keeps as long as it is open: under automation
 * its profile is a private one.
 */
export async function openWebKit(path: string): Promise<Browser> {
  const display = startProgram([
    'Xvfb',
    '-displayfd',
    '1',
    '-screen',
    '0',
    '1400x1100x24',
    '-nolisten',
    'tcp',
  ]);
  const opened = [display];
  const end = async () => {
    for (const program of opened.reverse()) await program.end();
  };
  try {
    const number = await display.wrote(/^(\d+)\n/m);
    const port = 20_000 + (process.pid % 20_000);
    const driver = startProgram([path, `--port=${port}`], {
      DISPLAY: `:${number}`,
      // There is no GPU, and its sandbox does not start for root.
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      ...(process.getuid?.() === 0 && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }),
    });
    opened.push(driver);
    const session = await openWebDriver(`http://127.0.0.1:${port}`);
    return {
      name: 'WebKitGTK',
      version: session.version,
      // The tab that is there stays: with the last one closed the session ends.
      openTab: async () => tabOf(session, await session.newTab()),
      async [Symbol.asyncDispose]() {
        await session.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** WebDriver has one tab at a time: each command goes to the one that it chose before. */
function tabOf(session: WebDriver, handle: string): Tab {
  const inTab = <Value>(method: 'POST' | 'GET' | 'DELETE', path: string, body?: object) =>
    session.inTab<Value>(handle, method, path, body);
  return {
    goto: async (url) => void (await inTab('POST', 'url', { url })),
    reload: async () => void (await inTab('POST', 'refresh', {})),
    async evaluate(run, argument) {
      const script = `const done = arguments[1]; ${inPage(run)} answer(arguments[0]).then(done);`;
      return readAnswer(
        await inTab<string>('POST', 'execute/async', { script, args: [argumentJson(argument)] }),
      );
    },
    async resize({ width, height }) {
      await inTab('POST', 'window/rect', { width, height });
    },
    screenshot: async () => Buffer.from(await inTab<string>('GET', 'screenshot'), 'base64'),
    close: async () => void (await inTab('DELETE', 'window')),
  };
}

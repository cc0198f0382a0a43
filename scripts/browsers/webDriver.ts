import { setTimeout as wait } from 'node:timers/promises';

type Method = 'POST' | 'GET' | 'DELETE';

/** A session of WebDriver (https://www.w3.org/TR/webdriver2/). */
export interface WebDriver {
  readonly version: string;
  newTab(): Promise<string>;
  /** Chooses the tab and sends it a command, with no other command between. @throws Error what the driver says */
  inTab<Value>(handle: string, method: Method, path: string, body?: object): Promise<Value>;
  close(): Promise<void>;
}

interface NewSession {
  readonly sessionId: string;
  readonly capabilities: { readonly browserVersion: string };
}

/** @param url of a driver that may still be starting */
export async function openWebDriver(url: string): Promise<WebDriver> {
  await untilItListens(url);
  const timeouts = { script: 900_000, pageLoad: 300_000 };
  const { sessionId, capabilities } = await command<NewSession>(`${url}/session`, 'POST', {
    capabilities: { alwaysMatch: { timeouts } },
  });
  const place = `${url}/session/${sessionId}`;
  const keeper = await command<string>(`${place}/window`, 'GET');
  let last: Promise<unknown> = Promise.resolve();
  /** Commands of several tabs, one after the other. */
  const inOrder = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const done = last.then(work, work);
    last = done.catch(() => undefined);
    return done;
  };
  return {
    version: capabilities.browserVersion,
    newTab: () =>
      inOrder(async () => {
        // The one that was chosen last may have been closed, and nothing can be asked from there.
        await command(`${place}/window`, 'POST', { handle: keeper });
        const { handle } = await command<{ readonly handle: string }>(`${place}/window/new`, 'POST', {
          type: 'tab',
        });
        return handle;
      }),
    inTab: (handle, method, path, body) =>
      inOrder(async () => {
        await command(`${place}/window`, 'POST', { handle });
        return command(`${place}/${path}`, method, body);
      }),
    close: () => command<void>(place, 'DELETE'),
  };
}

async function untilItListens(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const isThere = await fetch(`${url}/status`).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await wait(50);
  }
  throw new Error(`The driver does not listen on ${url}.`);
}

async function command<Value>(url: string, method: Method, body?: object): Promise<Value> {
  const response = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const { value } = (await response.json()) as { readonly value: unknown };
  if (response.ok) return value as Value;
  const { error, message } = value as { readonly error: string; readonly message: string };
  throw new Error(`${error}: ${message}`);
}

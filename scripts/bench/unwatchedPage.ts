import type { Browser } from '@playwright/test';

/** A page with nothing of Playwright's but a way to run functions in it. */
export interface UnwatchedPage {
  /** As `Page.evaluate`, for what is JSON. */
  evaluate<Argument, Value>(
    run: (argument: Argument) => Value | Promise<Value>,
    argument: Argument,
  ): Promise<Value>;
}

interface Evaluated {
  readonly result?: { readonly value?: unknown };
  readonly exceptionDetails?: {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
}

/**
 * A page that nobody records. In its own pages Playwright turns on the debugger's network log, which keeps the body of each answer in the tab's
 * process, in case that a test asks for it: all of a schedule, as text.
 */
export async function openUnwatchedPage(browser: Browser, url: string): Promise<UnwatchedPage> {
  const session = await browser.newBrowserCDPSession();
  // Of a context that Playwright did not make, it lets go at once.
  const { browserContextId } = await session.send('Target.createBrowserContext');
  const { targetId } = await session.send('Target.createTarget', { url, browserContextId });
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
  const waiting = new Map<number, (answer: Evaluated) => void>();
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message) as { readonly id: number; readonly result: Evaluated };
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  let count = 0;
  return {
    async evaluate(run, argument) {
      count += 1;
      const id = count;
      const answered = new Promise<Evaluated>((resolve) => waiting.set(id, resolve));
      // The helper that tsx wraps named functions in.
      const expression = `globalThis.__name ??= (named) => named; (${run.toString()})(${JSON.stringify(argument)})`;
      const params = { expression, awaitPromise: true, returnByValue: true };
      const message = JSON.stringify({ id, method: 'Runtime.evaluate', params });
      await session.send('Target.sendMessageToTarget', { sessionId, message });
      const { result, exceptionDetails } = await answered;
      if (exceptionDetails !== undefined)
        throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result?.value as never;
    },
  };
}

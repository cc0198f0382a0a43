import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from '@playwright/test';

/** A page with nothing of Playwright's but a way to run functions in it. */
export interface UnwatchedPage {
  /** As `Page.evaluate`, for what is JSON. */
  evaluate<Argument, Value>(
    run: (argument: Argument) => Value | Promise<Value>,
    argument: Argument,
  ): Promise<Value>;
}

interface Answer {
  readonly id: number;
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: {
      readonly text: string;
      readonly exception?: { readonly description?: string };
    };
  };
  /** As where the page has gone elsewhere meanwhile. */
  readonly error?: { readonly message: string };
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
  const waiting = new Map<number, (answer: Answer) => void>();
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const answer = JSON.parse(message) as Answer;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  let count = 0;
  async function evaluate(expression: string): Promise<unknown> {
    count += 1;
    const id = count;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    const params = { expression, awaitPromise: true, returnByValue: true };
    const message = JSON.stringify({ id, method: 'Runtime.evaluate', params });
    await session.send('Target.sendMessageToTarget', { sessionId, message });
    const { result, error } = await answered;
    if (error !== undefined) throw new Error(error.message);
    const thrown = result?.exceptionDetails;
    if (thrown !== undefined) throw new Error(thrown.exception?.description ?? thrown.text);
    return result?.result?.value;
  }

  // It begins empty, and what runs in it until it is where it should be is lost.
  const isThere = `location.href.startsWith(${JSON.stringify(url)}) && document.readyState === 'complete'`;
  while ((await evaluate(isThere).catch(() => false)) !== true) await wait(20);
  return {
    evaluate: async (run, argument) =>
      // The helper that tsx wraps named functions in.
      (await evaluate(
        `globalThis.__name ??= (named) => named; (${run.toString()})(${JSON.stringify(argument)})`,
      )) as never,
  };
}

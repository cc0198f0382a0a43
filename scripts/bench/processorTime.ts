import type { OpenApp } from './stage.ts';

interface Session {
  send(method: 'SystemInfo.getProcessInfo'): Promise<{ processInfo: readonly { cpuTime: number }[] }>;
}

/** What all processes of the browser and this one, which serves it, have taken of the processor so far. */
export async function processorMs({ context, page }: Pick<OpenApp, 'context' | 'page'>): Promise<number> {
  const session: Session =
    (await context.browser()?.newBrowserCDPSession()) ?? (await context.newCDPSession(page));
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + processInfo.reduce((sum, { cpuTime }) => sum + 1000 * cpuTime, 0);
}

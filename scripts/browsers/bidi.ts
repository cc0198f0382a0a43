/** A WebDriver BiDi session (https://w3c.github.io/webdriver-bidi/): commands over a WebSocket, and events by name. */
export interface BidiSession {
  /** @throws Error with the browser's error and message */
  send<Result = unknown>(method: string, params?: Readonly<Record<string, unknown>>): Promise<Result>;
  onEvent(method: string, listen: (params: never) => void): void;
  close(): void;
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** @param url of a browser that was started with `--remote-debugging-port`: `ws://127.0.0.1:PORT` */
export async function openBidi(url: string): Promise<BidiSession> {
  const socket = new WebSocket(`${url}/session`);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`${url} does not answer.`)));
  });
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, (params: never) => void>();
  let count = 0;

  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    if (answer.id === undefined) {
      listeners.get(answer.method ?? '')?.(answer.params as never);
      return;
    }
    const { resolve, reject } = waiting.get(answer.id) ?? {};
    waiting.delete(answer.id);
    if (answer.error === undefined) resolve?.(answer.result);
    else reject?.(new Error(`${answer.error}: ${answer.message}`));
  });
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The browser has gone.'));
    waiting.clear();
  });

  const session: BidiSession = {
    send: (method, params = {}) =>
      new Promise((resolve, reject) => {
        count += 1;
        waiting.set(count, { resolve: resolve as Waiting['resolve'], reject });
        socket.send(JSON.stringify({ id: count, method, params }));
      }),
    onEvent: (method, listen) => void listeners.set(method, listen),
    close: () => socket.close(),
  };
  await session.send('session.new', { capabilities: {} });
  return session;
}

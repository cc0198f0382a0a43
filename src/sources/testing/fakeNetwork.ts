import { createHttp, type Fetch, type Http, type HttpOptions } from '../http.ts';

export type Answer = Response | Error | (() => Response | Promise<Response>);
export type Route = (request: Request, url: URL) => Answer | undefined | Promise<Answer | undefined>;

/** A network that is one function; remembers what it was asked. */
export class FakeNetwork {
  readonly asked: string[] = [];
  readonly waits: number[] = [];
  readonly http: Http;
  readonly fetch: Fetch;

  constructor(route: Route, options: Partial<HttpOptions> = {}) {
    this.fetch = async (request) => {
      this.asked.push(request.url);
      const answer = await route(request, new URL(request.url));
      if (answer === undefined) return new Response('nothing here', { status: 404 });
      if (answer instanceof Error) throw answer;
      return answer instanceof Response ? answer : answer();
    };
    this.http = createHttp({
      fetch: this.fetch,
      // No time passes in tests: what would have been waited is written down.
      wait: async (delayMs, { signal }) => {
        this.waits.push(delayMs);
        signal?.throwIfAborted();
      },
      random: () => 0,
      nowMs: () => 0,
      ...options,
    });
  }
}

export const json = (value: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(value), {
    ...init,
    headers: { 'content-type': 'application/json', ...(init.headers as Record<string, string> | undefined) },
  });

/** Answers one after the other; the last one again and again. */
export function inTurn(...answers: readonly (() => Answer)[]): Route {
  let turn = 0;
  return () => {
    const answer = answers[Math.min(turn, answers.length - 1)];
    turn += 1;
    return answer?.();
  };
}

/** 43 characters, different for different numbers. */
export function fakeId(number: number): string {
  return `${String(number).padStart(42, '0')}A`;
}

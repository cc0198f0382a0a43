import { SourceError } from '../base/errors.ts';

/**
 * A signal that fires when the caller's does, or when nothing was received for `inactivityMs`. A total time-out would punish
 * a large page on a slow line; silence is what tells a dead server.
 */
export class InactivityTimer {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #inactivityMs: number;
  readonly #url: string;
  readonly #outer: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, inactivityMs: number, outer: AbortSignal | undefined) {
    this.signal = this.#controller.signal;
    this.#inactivityMs = inactivityMs;
    this.#url = url;
    this.#outer = outer;
    if (outer?.aborted) this.#controller.abort(outer.reason);
    outer?.addEventListener('abort', this.#onOuterAbort, { once: true });
    this.touch();
  }

  /** Something was received: the silence starts anew. */
  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onSilence, this.#inactivityMs);
  }

  /** To be called when all is received, or given up. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#onOuterAbort);
  }

  readonly #onOuterAbort = () => this.#controller.abort(this.#outer?.reason);

  readonly #onSilence = () => {
    const seconds = this.#inactivityMs / 1000;
    this.#controller.abort(
      new SourceError('timeout', `${this.#url} sent nothing for ${seconds} seconds.`, {
        details: { url: this.#url, inactivityMs: this.#inactivityMs },
      }),
    );
  };
}

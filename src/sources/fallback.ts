import type { Abortable } from '../base/abort.ts';
import { isSelfsameError, type SelfsameError, SourceError } from '../base/errors.ts';
import { isRetriable } from './backoff.ts';
import type { HttpRequestOptions } from './http.ts';

/** Asks one of several equivalent servers; `options` goes into the request. */
export type Ask<Value> = (url: string, options: HttpRequestOptions) => Promise<Value>;

export interface Fallback {
  /**
   * The first good answer. Starts with the server that answered last. While there is another server to turn to, a failing one
   * is asked only twice; when all have failed, and waiting may help, each is asked with full patience.
   * @throws SourceError the only server's error; the common code where all agree (`not-found`); `no-source-answered` otherwise;
   * `no-source-configured`
   */
  first<Value>(ask: Ask<Value>, options?: Abortable): Promise<Value>;
}

/** `what` names the kind of server in messages: `gateway`. */
export function createFallback(what: string, urls: readonly string[]): Fallback {
  let preferred = 0;

  async function round<Value>(ask: Ask<Value>, options: HttpRequestOptions): Promise<Round<Value>> {
    const errors: SelfsameError[] = [];
    // Another question may be answered meanwhile, by another server: each is asked once all the same.
    const first = preferred;
    for (let step = 0; step < urls.length; step += 1) {
      const index = (first + step) % urls.length;
      try {
        const value = await ask(urls[index] ?? '', options);
        preferred = index;
        return { kind: 'answered', value };
      } catch (error) {
        if (options.signal?.aborted || !isSelfsameError(error)) throw error;
        errors.push(error);
      }
    }
    return { kind: 'failed', errors };
  }

  return {
    async first(ask, { signal } = {}) {
      const quickRounds: readonly HttpRequestOptions[] = urls.length > 1 ? [{ signal, retries: 1 }] : [];
      let errors: readonly SelfsameError[] = [];
      for (const options of [...quickRounds, { signal }]) {
        const outcome = await round(ask, options);
        if (outcome.kind === 'answered') return outcome.value;
        errors = outcome.errors;
        if (!errors.some(isRetriable)) break;
      }
      throw combine(what, errors);
    },
  };
}

type Round<Value> =
  | { readonly kind: 'answered'; readonly value: Value }
  | { readonly kind: 'failed'; readonly errors: readonly SelfsameError[] };

function combine(what: string, errors: readonly SelfsameError[]): SelfsameError {
  const [first, ...others] = errors;
  if (first === undefined) {
    return new SourceError('no-source-configured', `The network names no ${what}.`, { details: { what } });
  }
  if (others.length === 0) return first;
  const alike = others.every((other) => other.code === first.code && other.layer === first.layer);
  const tried = errors.map((error) => `${String(error.details['url'] ?? what)}: ${error.code}`).join('; ');
  return new SourceError(
    alike && first.layer === 'source' ? first.code : 'no-source-answered',
    `None of the ${errors.length} sources (${what}) gave a usable answer. ${first.message}`,
    { details: { ...first.details, what, tried }, cause: new AggregateError(errors, tried) },
  );
}

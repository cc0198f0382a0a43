import { type Endpoint, expose, transfer } from 'comlink';
import { installErrorCodec } from './wire.ts';

export interface ServeOptions {
  /** Buffers inside a method's answer that this thread gives up instead of having them copied. */
  readonly transfersOf?: (answer: unknown) => Transferable[];
  /** Defaults to this worker's own message channel. */
  readonly endpoint?: Endpoint;
}

/** Offers the methods of `target` to the thread that holds this worker. Errors cross with their code, details and cause. */
export function serve(target: object, options: ServeOptions = {}): void {
  installErrorCodec();
  const { transfersOf } = options;
  const served =
    transfersOf === undefined
      ? target
      : new Proxy(target, {
          get(object, key, receiver) {
            const member: unknown = Reflect.get(object, key, receiver);
            if (typeof member !== 'function') return member;
            return async (...parameters: unknown[]): Promise<unknown> => {
              const answer: unknown = await Reflect.apply(member, object, parameters);
              const buffers = transfersOf(answer);
              return buffers.length === 0 ? answer : transfer(answer, buffers);
            };
          },
        });
  expose(served, options.endpoint);
}

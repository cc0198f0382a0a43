import type { WorkerLike } from '../../../threads/connect.ts';
import { serve } from '../../../threads/serve.ts';
import type { Random } from './random.ts';

/** A worker in this thread: what crosses is cloned, takes a moment, and arrives in order. */
export interface SimulatedThread extends WorkerLike {
  /** Its script throws where nobody catches: it answers nothing any more, and its holder is told. */
  crash(): void;
  /** It is busy for ever. */
  hang(): void;
}

export interface ThreadOptions {
  readonly random: Random;
  /** What it serves. The signal fires when it is gone. */
  readonly serves: (signal: AbortSignal) => object;
  readonly transfersOf?: (answer: unknown) => Transferable[];
  readonly onEnd?: () => void;
}

export function startThread({ random, serves, transfersOf, onEnd }: ThreadOptions): SimulatedThread {
  const gone = new AbortController();
  let hangs = false;
  const outside = new EventTarget();
  const inside = new EventTarget();
  /** Latency of one direction; what was sent later never arrives sooner. */
  const sendTo = (target: EventTarget) => {
    let lastMs = 0;
    return (message: unknown, transfer: Transferable[] = []) => {
      if (gone.signal.aborted) return;
      const data: unknown = structuredClone(message, { transfer });
      lastMs = Math.max(lastMs, performance.now() + random.between(0, 3));
      setTimeout(() => {
        if (!gone.signal.aborted && !hangs) target.dispatchEvent(new MessageEvent('message', { data }));
      }, lastMs - performance.now());
    };
  };
  const end = () => {
    if (gone.signal.aborted) return;
    gone.abort();
    onEnd?.();
  };
  const endpoint = Object.assign(inside, { postMessage: sendTo(outside) });
  serve(serves(gone.signal), { endpoint, ...(transfersOf && { transfersOf }) });
  return Object.assign(outside, {
    postMessage: sendTo(inside),
    terminate: end,
    hang() {
      hangs = true;
    },
    crash() {
      end();
      outside.dispatchEvent(new Event('error'));
    },
  });
}

import type { LineId } from '../../storage/line.ts';
import type { JobProgress } from '../api.ts';

/** The part of `BroadcastChannel` that is used. */
export interface NewsChannel {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
}

/** What whoever holds a line tells those who wait for it, in this tab and in others: latest snapshots, and nothing to rely on. */
export interface LineNews {
  /** A teller for one turn at the line. Each call tells all that it was told so far, so that who comes late knows as much. */
  teller(lineId: LineId): (progress: Partial<JobProgress>) => void;
  /** Calls `listener` at each news of this line until the returned function is called. */
  listen(lineId: LineId, listener: (progress: Partial<JobProgress>) => void): () => void;
}

/** What is true of a line for everyone. How it came there, and what went wrong on the way, is its holder's own. */
const shared = [
  'nonce',
  'targetNonce',
  'latestNonce',
  'savedNonce',
  'messagesPerSecond',
  'remainingMs',
  'memoryBytes',
] as const satisfies readonly (keyof JobProgress)[];

interface Message {
  readonly lineId: LineId;
  readonly progress: Partial<JobProgress>;
}

/** @param channel absent where the browser has none: then only this tab hears */
export function createLineNews(channel: NewsChannel | undefined): LineNews {
  const listeners = new Set<(message: Message) => void>();
  const hear = (message: Message) => {
    for (const listener of [...listeners]) listener(message);
  };
  if (channel !== undefined) channel.onmessage = ({ data }) => hear(data as Message);
  return {
    teller(lineId) {
      let known: Partial<JobProgress> = {};
      return (change) => {
        const told = shared.flatMap((name) => (name in change ? [[name, change[name]]] : []));
        if (told.length === 0) return;
        known = { ...known, ...(Object.fromEntries(told) as Partial<JobProgress>) };
        const message: Message = { lineId, progress: known };
        channel?.postMessage(message);
        hear(message);
      };
    },
    listen(lineId, listener) {
      const own = (message: Message) => {
        if (message.lineId === lineId) listener(message.progress);
      };
      listeners.add(own);
      return () => listeners.delete(own);
    },
  };
}

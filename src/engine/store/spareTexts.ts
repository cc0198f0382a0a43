import { type Bytes, decodeUtf8Lossy, encodeUtf8 } from '../../base/bytes.ts';
import type { LineId } from '../../storage/line.ts';
import type { NonceRange, NonceText } from '../../storage/store.ts';

/** Texts of lines that wait in memory, as many as there is room for: the oldest go first, of the line that has most. */
export interface SpareTexts {
  /** Adds texts behind what is held of their line; one of a nonce that is held takes its place. */
  hold(lineId: LineId, texts: readonly NonceText[]): void;
  /** At most so many, in the order in which they came. */
  oldest(lineId: LineId, count: number): readonly NonceText[];
  /** By rising nonce. */
  load(lineId: LineId, range: NonceRange): readonly NonceText[];
  /** They are kept elsewhere by now. */
  release(lineId: LineId, texts: readonly NonceText[]): void;
  /** Whether any of the line went for want of room. */
  hasLetGo(lineId: LineId): boolean;
  /** All of lines whose ids begin so. */
  forget(start: string): void;
}

/** In UTF-8: a garbage collector would carry many texts along, and make its room for them larger each time. */
interface Held {
  readonly texts: Map<number, Bytes>;
  byteCount: number;
  hasLetGo: boolean;
}

/** What holding a text takes beside its bytes: a buffer, and a place in a map. */
const placeBytes = 200;

/** @param mostBytes of all lines together */
export function createSpareTexts(mostBytes: number): SpareTexts {
  const lines = new Map<LineId, Held>();
  let usedBytes = 0;

  function remove(held: Held, nonce: number): void {
    const bytes = held.texts.get(nonce);
    if (bytes === undefined) return;
    held.texts.delete(nonce);
    held.byteCount -= bytes.length + placeBytes;
    usedBytes -= bytes.length + placeBytes;
  }

  function letGoOldest(): void {
    while (usedBytes > mostBytes) {
      const largest = [...lines.values()].reduce((a, b) => (b.byteCount > a.byteCount ? b : a));
      largest.hasLetGo = true;
      for (const nonce of largest.texts.keys()) {
        remove(largest, nonce);
        if (usedBytes <= mostBytes) return;
      }
    }
  }

  return {
    hold(lineId, texts) {
      const held = lines.get(lineId) ?? { texts: new Map(), byteCount: 0, hasLetGo: false };
      lines.set(lineId, held);
      for (const { nonce, json } of texts) {
        remove(held, nonce);
        const bytes = encodeUtf8(json);
        held.texts.set(nonce, bytes);
        held.byteCount += bytes.length + placeBytes;
        usedBytes += bytes.length + placeBytes;
      }
      letGoOldest();
    },
    oldest(lineId, count) {
      const found: NonceText[] = [];
      for (const [nonce, bytes] of lines.get(lineId)?.texts ?? []) {
        if (found.length === count) break;
        found.push({ nonce, json: decodeUtf8Lossy(bytes) });
      }
      return found;
    },
    load(lineId, { fromNonce, toNonce }) {
      const found: NonceText[] = [];
      for (const [nonce, bytes] of lines.get(lineId)?.texts ?? []) {
        if (nonce >= fromNonce && nonce <= toNonce) found.push({ nonce, json: decodeUtf8Lossy(bytes) });
      }
      return found.sort((a, b) => a.nonce - b.nonce);
    },
    release(lineId, texts) {
      const held = lines.get(lineId);
      if (held !== undefined) for (const { nonce } of texts) remove(held, nonce);
    },
    hasLetGo: (lineId) => lines.get(lineId)?.hasLetGo ?? false,
    forget(start) {
      for (const [lineId, held] of lines) {
        if (!lineId.startsWith(start)) continue;
        usedBytes -= held.byteCount;
        lines.delete(lineId);
      }
    },
  };
}

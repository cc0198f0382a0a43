import { formatAbsolute } from '../../format.ts';

/** `1 Sept 2026, 10:29:49` by the reader's clock. */
export function AbsoluteTime({ timestampMs }: { readonly timestampMs: number }) {
  return <time dateTime={new Date(timestampMs).toISOString()}>{formatAbsolute(timestampMs)}</time>;
}

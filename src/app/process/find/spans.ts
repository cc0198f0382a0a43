import type { NonceSpan } from '../../../engine/api.ts';
import { formatCount } from '../../format.ts';

/** Spans by falling nonce, joined where one goes on where the one before it ends. */
export function joinSpans(spans: readonly NonceSpan[]): readonly NonceSpan[] {
  const joined: NonceSpan[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && last.fromNonce === span.toNonce + 1)
      joined[joined.length - 1] = { fromNonce: span.fromNonce, toNonce: last.toNonce };
    else joined.push(span);
  }
  return joined;
}

export function countOf(spans: readonly NonceSpan[]): number {
  return spans.reduce((sum, { fromNonce, toNonce }) => sum + toNonce - fromNonce + 1, 0);
}

const mostSpans = 3;

/** “nonces 0 to 29 and 31 to 50”, from the oldest on; of many, how many more there are. */
export function describeSpans(spans: readonly NonceSpan[]): string {
  const rising = spans.toReversed();
  const named = rising
    .slice(0, mostSpans)
    .map(({ fromNonce, toNonce }) =>
      fromNonce === toNonce ? formatCount(fromNonce) : `${formatCount(fromNonce)} to ${formatCount(toNonce)}`,
    );
  if (rising.length > mostSpans) named.push(`${formatCount(rising.length - mostSpans)} more stretches`);
  const last = named.pop() ?? '';
  return `nonces ${named.length === 0 ? last : `${named.join(', ')} and ${last}`}`;
}

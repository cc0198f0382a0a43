import { fakeId, json } from './fakeNetwork.ts';

export const processId = fakeId(999_999);

/** An edge as a scheduler unit prints it (legacynet.md §1.2, §1.3), with nonces from 0 and two entries a millisecond. */
export function fakeNode(nonce: number, timestampMs = timestampOf(nonce)) {
  const owner = { address: fakeId(1), key: 'AQAB' };
  const tags = Object.entries({
    Process: processId,
    Epoch: '0',
    Nonce: String(nonce),
    'Hash-Chain': fakeId(500_000 + nonce),
    'Block-Height': '000001500000',
    Timestamp: String(timestampMs),
    Message: fakeId(nonce),
  }).map(([name, value]) => ({ name, value }));
  return {
    message: {
      id: fakeId(nonce),
      owner,
      data: `data ${nonce}`,
      tags: [{ name: 'Type', value: nonce === 0 ? 'Process' : 'Message' }],
      signature: 'AQAB',
      anchor: null,
      target: processId,
    },
    assignment: { id: fakeId(100_000 + nonce), owner, tags, signature: 'AQAB', anchor: null, target: '' },
  };
}

export function timestampOf(nonce: number): number {
  return 1_700_000_000_000 + Math.floor(nonce / 2);
}

export interface FakeUnit {
  readonly count: number;
  /** Before `from-nonce` existed. */
  readonly ignoresNonces?: boolean;
  /** As a RocksDB store: true whenever the limit was reached. */
  readonly claimsMore?: boolean;
  /** A page of more entries is refused, as by a unit that runs out of memory. */
  readonly maximumPage?: number;
}

/** `GET /{process-id}` as legacynet.md §1.1 and §1.2 describe it. */
export function answerPage(unit: FakeUnit, query: URLSearchParams): Response {
  const limit = Number(query.get('limit') ?? 100);
  if (limit > (unit.maximumPage ?? Number.POSITIVE_INFINITY)) {
    return json({ error: 'Memory usage exceeded the limit' }, { status: 400 });
  }
  const byNonce = !unit.ignoresNonces && (query.has('from-nonce') || query.has('to-nonce'));
  const all = Array.from({ length: unit.count }, (_, nonce) => nonce);
  const number = (name: string, absent: number) => Number(query.get(name) ?? absent);
  const matching = byNonce
    ? all.filter((nonce) => nonce > number('from-nonce', -1) && nonce <= number('to-nonce', unit.count))
    : all.filter((nonce) => timestampOf(nonce) > number('from', 0));
  const page = matching.slice(0, limit);
  return json({
    page_info: { has_next_page: unit.claimsMore ? page.length === limit : matching.length > limit },
    edges: page.map((nonce) => ({
      node: fakeNode(nonce),
      cursor: String(byNonce ? nonce : timestampOf(nonce)),
    })),
  });
}

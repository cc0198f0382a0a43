import { describe, expect, it } from 'vitest';
import { encodeBase64url } from '../base/base64url.ts';
import { ProtocolError, SourceError } from '../base/errors.ts';
import { arweaveAddressOf } from '../protocol/address.ts';
import { itemIdOf } from '../protocol/dataItem.ts';
import { isRefusal, type MayBeSigned } from './assignmentIndex.ts';
import { createGateway } from './gateway.ts';
import { FakeNetwork, fakeId, json, type Route } from './testing/fakeNetwork.ts';

const key = Uint8Array.of(0);
const scheduler = arweaveAddressOf(key);
const query = (nonces: readonly number[]) => ({ owner: scheduler, processId: fakeId(2), nonces });

interface Told {
  readonly anchor?: null;
  readonly signature?: string | null;
  readonly id?: string;
  readonly owner?: { readonly address: string; readonly key: string };
  readonly process?: string;
  /** Another one of the same nonce. */
  readonly twin?: number;
}

function assignment(nonce: number, { twin = 0, process = fakeId(2), ...change }: Told = {}) {
  const signature = Uint8Array.of(nonce, nonce >> 8, twin);
  return {
    cursor: '0',
    node: {
      id: itemIdOf(signature) as string,
      signature: encodeBase64url(signature) as string | null,
      anchor: '' as string | null,
      owner: { address: scheduler as string, key: encodeBase64url(key) },
      tags: [
        { name: 'Process', value: process },
        { name: 'Nonce', value: String(nonce) },
      ],
      ...change,
    },
  };
}

type Answer = ReturnType<typeof assignment>[] | Error;

interface IndexOptions {
  /** It gives all that it has, whatever it is asked for. */
  readonly isCareless?: boolean;
  /** A longer filter is refused. */
  readonly mostValues?: number;
}

/** Two endpoints; what each was asked for, in order. */
function indexOf(answers: Readonly<Record<'a' | 'b', Answer>>, options: IndexOptions = {}) {
  const { isCareless = false, mostValues = 1000 } = options;
  const asked: string[] = [];
  const route: Route = async (request, url) => {
    const { variables } = (await request.json()) as {
      variables: { first: number; tags: { name: string; values: string[] }[] };
    };
    const host = url.host.startsWith('a') ? 'a' : 'b';
    const nonces = variables.tags.find(({ name }) => name === 'Nonce')?.values ?? [];
    asked.push(nonces.length > 10 ? `${host} ${nonces.length}` : `${host} ${nonces.join(' ')}`);
    const answer = answers[host];
    if (answer instanceof Error) return answer;
    if (nonces.length > mostValues) return json({ errors: [{ message: 'too many values' }] });
    const isWanted = ({ node }: ReturnType<typeof assignment>) =>
      isCareless || node.tags.some(({ name, value }) => name === 'Nonce' && nonces.includes(value));
    const edges = answer.filter(isWanted).slice(0, variables.first);
    return json({ data: { transactions: { edges } } });
  };
  const { http } = new FakeNetwork(route);
  const graphql = ['https://a.example/graphql', 'https://b.example/graphql'];
  const { fetchAssignments } = createGateway(http, { gateways: [], graphql });
  const noncesOf = async (nonces: readonly number[], mayBeSigned?: MayBeSigned) =>
    (await fetchAssignments({ ...query(nonces), ...(mayBeSigned && { mayBeSigned }) })).map(
      ({ tags, signature }) => [tags[1]?.value, signature !== null],
    );
  return { asked, noncesOf };
}

describe('assignments by their nonces', () => {
  it('are asked of the next endpoint where one lacks them, or their signatures', async () => {
    const { asked, noncesOf } = indexOf({
      a: [assignment(1), assignment(2, { signature: null })],
      b: [assignment(2), assignment(3)],
    });
    expect(await noncesOf([1, 2, 3])).toEqual([
      ['1', true],
      ['2', true],
      ['3', true],
    ]);
    expect(asked).toEqual(['a 1 2 3', 'b 2 3']);
  });

  it('are asked first of the endpoint that knew something', async () => {
    const { asked, noncesOf } = indexOf({ a: [], b: [assignment(1), assignment(2)] });
    await noncesOf([1]);
    await noncesOf([2]);
    expect(asked).toEqual(['a 1', 'b 1', 'b 2']);
  });

  it('are unknown where all endpoints have answered so, or the one that knows the others', async () => {
    const all = indexOf({ a: [], b: [] });
    expect(await all.noncesOf([7])).toEqual([]);
    expect(all.asked).toEqual(['a 7', 'b 7']);
    const known = indexOf({ a: [assignment(1)], b: new TypeError('down') });
    expect(await known.noncesOf([1])).toEqual([['1', true]]);
    expect(await known.noncesOf([2])).toEqual([]);
  });

  it('are not taken for unknown while an endpoint is silent and no other knows anything', async () => {
    const { noncesOf } = indexOf({ a: [], b: new TypeError('down') });
    await expect(noncesOf([1])).rejects.toMatchObject({ code: 'unreachable' });
    const unsigned = indexOf({ a: [assignment(1, { signature: null })], b: new TypeError('down') });
    await expect(unsigned.noncesOf([1, 2])).rejects.toMatchObject({ code: 'unreachable' });
  });

  it.each([
    ['of another nonce', assignment(9)],
    ['of another process', assignment(2, { process: fakeId(3) })],
    ['of another scheduler', assignment(2, { owner: { address: fakeId(4), key: 'AA' } })],
  ])('that are %s were not asked for, and count for nothing', async (_, stranger) => {
    const { asked, noncesOf } = indexOf({ a: [stranger], b: [assignment(2)] }, { isCareless: true });
    expect(await noncesOf([2])).toEqual([['2', true]]);
    expect(await noncesOf([2])).toEqual([['2', true]]);
    expect(asked).toEqual(['a 2', 'b 2', 'b 2']);
  });

  it.each([
    ['whose signature is another item’s', assignment(2, { signature: 'AAAA' })],
    ['whose signature is no base64url', assignment(2, { signature: '!' })],
    ['whose anchor is not told', assignment(2, { anchor: null })],
    ['whose key is not its owner’s', assignment(2, { owner: { address: scheduler, key: 'AQ' } })],
  ])('%s are asked of the next endpoint', async (_, changed) => {
    const { asked, noncesOf } = indexOf({ a: [changed], b: [assignment(2)] });
    expect(await noncesOf([2])).toEqual([['2', true]]);
    expect(asked).toEqual(['a 2', 'b 2']);
  });

  it('that their owner cannot have signed are asked of the next endpoint', async () => {
    const { asked, noncesOf } = indexOf({ a: [assignment(2, { twin: 1 })], b: [assignment(2)] });
    const genuine = assignment(2).node.id;
    expect(await noncesOf([2], async ({ id }) => id === genuine)).toEqual([['2', true]]);
    expect(asked).toEqual(['a 2', 'b 2']);
    expect(await noncesOf([2], async () => false)).toEqual([]);
  });

  it('are all told where two of one nonce take the room of others', async () => {
    const hundred = Array.from({ length: 100 }, (_, nonce) => nonce);
    const all = [99, 98].map((nonce) => assignment(nonce, { twin: 1 }));
    const known = [...all, ...hundred.map((nonce) => assignment(99 - nonce))];
    const { asked, noncesOf } = indexOf({ a: known, b: [] });
    expect(await noncesOf(hundred)).toHaveLength(102);
    expect(asked).toEqual(['a 100', 'a 0 1']);
  });

  it('are asked for a few at a time of an endpoint that refuses a hundred', async () => {
    const some = Array.from({ length: 25 }, (_, nonce) => nonce);
    const known = some.map((nonce) => assignment(nonce));
    const { asked, noncesOf } = indexOf({ a: known, b: [] }, { mostValues: 20 });
    expect(await noncesOf(some)).toHaveLength(25);
    expect(await noncesOf([1, 2])).toHaveLength(2);
    const inTens = ['a 0 1 2 3 4 5 6 7 8 9', 'a 10 11 12 13 14 15 16 17 18 19', 'a 20 21 22 23 24'];
    expect(asked).toEqual(['a 25', ...inTens, 'a 1 2']);
  });
});

describe('a filter is refused', () => {
  const refused = new ProtocolError('graphql-error', 'too many values');
  const status = (code: number) => new SourceError('http-status', 'no', { details: { status: code } });
  it.each<[string, unknown, boolean]>([
    ['by a GraphQL error', refused, true],
    ['by a 4xx', status(414), true],
    [
      'by one of several endpoints',
      new SourceError('no-source-answered', 'none', { cause: new AggregateError([status(500), refused]) }),
      true,
    ],
    ['not by a server in trouble', status(503), false],
    [
      'not by several of those',
      new SourceError('no-source-answered', 'none', {
        cause: new AggregateError([status(503), status(500)]),
      }),
      false,
    ],
    [
      'not by whoever asks for patience',
      new SourceError('rate-limited', 'later', { details: { status: 429 } }),
      false,
    ],
    ['not by a mistake of ours', new TypeError('undefined'), false],
  ])('%s', (_, error, is) => {
    expect(isRefusal(error)).toBe(is);
  });
});

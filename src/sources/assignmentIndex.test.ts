import { describe, expect, it } from 'vitest';
import { createGateway } from './gateway.ts';
import { FakeNetwork, fakeId, json, type Route } from './testing/fakeNetwork.ts';

const query = (nonces: readonly number[]) => ({ owner: fakeId(1), processId: fakeId(2), nonces });

function assignment(nonce: number, signature: string | null = 'AA') {
  return {
    cursor: '0',
    node: {
      id: fakeId(100 + nonce),
      signature,
      owner: { address: fakeId(1), key: 'AA' },
      tags: [
        { name: 'Process', value: fakeId(2) },
        { name: 'Nonce', value: String(nonce) },
      ],
    },
  };
}

type Answer = ReturnType<typeof assignment>[] | Error;

/** Two endpoints; what each was asked for, in order. */
function indexOf(answers: Readonly<Record<'a' | 'b', Answer>>) {
  const asked: string[] = [];
  const route: Route = async (request, url) => {
    const { variables } = (await request.json()) as {
      variables: { tags: { name: string; values: string[] }[] };
    };
    const host = url.host.startsWith('a') ? 'a' : 'b';
    const nonces = variables.tags.find(({ name }) => name === 'Nonce')?.values ?? [];
    asked.push(`${host} ${nonces.join(' ')}`);
    const answer = answers[host];
    if (answer instanceof Error) return answer;
    const isWanted = ({ node }: ReturnType<typeof assignment>) =>
      node.tags.some(({ name, value }) => name === 'Nonce' && nonces.includes(value));
    return json({ data: { transactions: { edges: answer.filter(isWanted) } } });
  };
  const { http } = new FakeNetwork(route);
  const graphql = ['https://a.example/graphql', 'https://b.example/graphql'];
  const { fetchAssignments } = createGateway(http, { gateways: [], graphql });
  const noncesOf = async (nonces: readonly number[]) =>
    (await fetchAssignments(query(nonces))).map(({ tags, signature }) => [
      tags[1]?.value,
      signature !== null,
    ]);
  return { asked, noncesOf };
}

describe('assignments by their nonces', () => {
  it('are asked of the next endpoint where one lacks them, or their signatures', async () => {
    const { asked, noncesOf } = indexOf({
      a: [assignment(1), assignment(2, null)],
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
  });
});

import { findTag, type Tags } from '../protocol/tags.ts';
import type { Archive } from './archive.ts';
import type { ArchivedToken } from './archiveIndex.ts';
import { jsonResponse, type Unit } from './unit.ts';
import { answerMemory } from './unitMemory.ts';

/**
 * A compute unit that evaluates nothing: a token's dry-runs are answered from bookkeeping, results and one memory from a recording of the
 * reference loader. So its claims are independent of our own evaluation (legacynet.md §9).
 */
export function createComputeUnit(archive: Archive): Unit {
  return async (request, url) => {
    const [route = '', id] = url.pathname.split('/').slice(1);
    if (route === '')
      return jsonResponse({ address: 'selfsame-demo-compute-unit', timestamp: latestMs(archive) });
    if (route === 'dry-run' && request.method === 'POST') return dryRun(archive, request, url);
    if (route === 'result' && id !== undefined) return recordedResult(archive, id, url);
    if (route === 'state' && id !== undefined) return answerMemory(archive, id, url);
    return jsonResponse({ error: `The demo network’s compute unit does not answer ${url.pathname}.` }, 404);
  };
}

/** What the reference loader answered when the demo network was recorded. `id` may be the message's, the assignment's or the process's. */
async function recordedResult(archive: Archive, id: string, url: URL): Promise<Response> {
  const schedule = archive.schedules.get(url.searchParams.get('process-id') ?? '') ?? [];
  const entry = schedule.find(({ message, assignment }) => message.id === id || assignment.id === id);
  const found = entry === undefined ? undefined : (await archive.loadResults())[entry.assignment.id];
  return found === undefined ? jsonResponse({ error: 'Message not found.' }, 404) : jsonResponse(found);
}

interface DryRunBody {
  readonly Owner?: string;
  readonly Tags?: Tags;
}

async function dryRun(archive: Archive, request: Request, url: URL): Promise<Response> {
  const token = archive.index.tokens.find(
    ({ processId }) => processId === url.searchParams.get('process-id'),
  );
  if (token === undefined)
    return jsonResponse({ error: 'Only the token of the demo network is known here.' }, 404);
  const nonce = nonceOf(archive, token.processId, url.searchParams.get('to'));
  if (nonce === undefined) return jsonResponse({ error: 'Message not found.' }, 404);
  const { Owner = '', Tags = [] } = (await request.json()) as DryRunBody;
  const reply = answerToken(token, nonce, Owner, Tags);
  return jsonResponse(result(reply === undefined ? [] : [{ Target: Owner, ...reply }]));
}

interface Reply {
  readonly Data?: string;
  readonly Tags: Tags;
}

/** What the token answers after `nonce`, by the book. */
function answerToken(token: ArchivedToken, nonce: number, owner: string, tags: Tags): Reply | undefined {
  const { name, ticker, logo, denomination } = token;
  switch (findTag(tags, 'Action') ?? '') {
    case 'Balance': {
      const account = findTag(tags, 'Recipient') ?? findTag(tags, 'Target') ?? owner;
      const amount = balanceAt(token, nonce, account);
      return reply({ Balance: amount, Ticker: ticker, Account: account }, amount);
    }
    case 'Info':
      return reply({ Name: name, Ticker: ticker, Logo: logo, Denomination: String(denomination) });
    case 'Balances':
      return reply({ Ticker: ticker }, JSON.stringify(balancesAt(token, nonce)));
    case 'Total-Supply':
      return reply({ Action: 'Total-Supply', Ticker: ticker }, supplyAt(token, nonce));
    default:
      return undefined;
  }
}

function reply(tags: Readonly<Record<string, string>>, data?: string): Reply {
  const list = Object.entries(tags).map(([name, value]) => ({ name, value }));
  const protocol = [
    { name: 'Data-Protocol', value: 'ao' },
    { name: 'Variant', value: 'ao.TN.1' },
    { name: 'Type', value: 'Message' },
  ];
  return { ...(data === undefined ? {} : { Data: data }), Tags: [...protocol, ...list] };
}

function result(messages: readonly object[]): object {
  return { Messages: messages, Assignments: [], Spawns: [], Output: { data: '', print: true }, GasUsed: 0 };
}

/** Base units, decimal text. */
function balanceAt(token: ArchivedToken, nonce: number, account: string): string {
  return balancesAt(token, nonce)[account] ?? '0';
}

function balancesAt(token: ArchivedToken, nonce: number): Readonly<Record<string, string>> {
  const balances: Record<string, string> = {};
  for (const change of token.changes) if (change.nonce <= nonce) balances[change.account] = change.balance;
  return balances;
}

function supplyAt(token: ArchivedToken, nonce: number): string {
  return token.supply.findLast((change) => change.nonce <= nonce)?.supply ?? '0';
}

function nonceOf(archive: Archive, processId: string, messageId: string | null): number | undefined {
  const schedule = archive.schedules.get(processId);
  if (messageId === null) return schedule?.at(-1)?.nonce;
  return schedule?.find(({ message, assignment }) => message.id === messageId || assignment.id === messageId)
    ?.nonce;
}

function latestMs(archive: Archive): number {
  return Math.max(...[...archive.schedules.values()].flat().map(({ timestampMs }) => timestampMs));
}

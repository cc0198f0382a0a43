import { encodeUtf8 } from '../../base/bytes.ts';
import type { Devnet } from '../../devnet/devnet.ts';
import { parseDevnetHost } from '../../devnet/hosts.ts';
import { type DataItem, itemIdOf } from '../../protocol/dataItem.ts';
import { nextHashChain, seedHashChain } from '../../protocol/hashChain.ts';
import type { AssignmentId, ProcessId } from '../../protocol/ids.ts';
import type { Tags } from '../../protocol/tags.ts';
import { type ToldNode, tellItem } from '../../verification/testing/schedulerText.ts';
import {
  idOf,
  signAssignment,
  signItem,
  signOldEntry,
  tellOldEntry,
  testKey,
} from '../../verification/testing/signing.ts';
import { signSpawnBundle } from '../../verification/testing/spawnBundle.ts';
import { demoDevnet } from './demoEngine.ts';

export const scheduler = testKey(61);
const user = testKey(62);
export const spawn = { timestampMs: 1_715_000_000_123, blockHeight: 1_450_000 };

const named = (tags: Readonly<Record<string, string>>): Tags =>
  Object.entries(tags).map(([name, value]) => ({ name, value }));

/** A process as before AOP-6: its scheduler signed a bundle of it alone, and its schedule begins with its first message (legacynet.md §1.4, §4.4). */
export interface OldProcess {
  readonly id: ProcessId;
  readonly nodes: readonly ToldNode[];
  readonly process: DataItem;
  /** What the scheduler signed when it was spawned. */
  readonly bundle: DataItem;
  readonly assignments: readonly DataItem[];
  readonly messages: readonly DataItem[];
}

export interface OldContent {
  /** One that the demo network's gateway has. */
  readonly moduleId: string;
  readonly extraTags?: Readonly<Record<string, string>>;
  /** As before AOP-1, too: what the scheduler signed of a message is a bundle of it. */
  readonly isBundled?: boolean;
}

export async function signOldProcess({
  moduleId,
  extraTags,
  isBundled = false,
}: OldContent): Promise<OldProcess> {
  const tags = named({
    'Data-Protocol': 'ao',
    Type: 'Process',
    Variant: 'ao.TN.1',
    Module: moduleId,
    Scheduler: scheduler.address,
    ...extraTags,
  });
  const process = await signItem(user, { tags, data: encodeUtf8('1984') });
  const id = idOf<ProcessId>(process);
  let hashChain = seedHashChain(id);
  const nodes: ToldNode[] = [];
  const assignments: DataItem[] = [];
  const messages: DataItem[] = [];
  for (const nonce of [0, 1]) {
    const message = await signItem(user, {
      target: id,
      tags: named({ 'Data-Protocol': 'ao', Type: 'Message', Action: 'Eval' }),
      data: encodeUtf8(`Count = (Count or 0) + ${nonce}`),
    });
    const place = {
      ...{ processId: id, nonce, hashChain },
      blockHeight: spawn.blockHeight + nonce,
      timestampMs: spawn.timestampMs + 1000 * (nonce + 1),
    };
    const assignment = isBundled
      ? await signOldEntry(scheduler, place, [message])
      : await signAssignment(scheduler, { ...place, messageId: idOf(message) });
    const told = tellItem(message, 'message');
    assignments.push(assignment);
    messages.push(message);
    nodes.push(
      isBundled
        ? tellOldEntry(assignment, told)
        : { message: told, assignment: tellItem(assignment, 'assignment', { showAnchor: true }) },
    );
    hashChain = nextHashChain(idOf<AssignmentId>(assignment), hashChain);
  }
  return {
    id,
    nodes,
    assignments,
    messages,
    process,
    bundle: await signSpawnBundle({ key: scheduler, items: [process], ...spawn }),
  };
}

export interface OldNetwork {
  /** Of the spawn, as the scheduler unit tells it. */
  readonly told?: Partial<typeof spawn>;
  /** Items that gateways show beside the demo network's. */
  readonly shown: readonly DataItem[];
  /** Whether gateways find items by what is on them, or only by what they are in. */
  readonly isTagged?: boolean;
  /** There is no scheduler unit any more. */
  readonly isUnitGone?: boolean;
}

/** The demo network, which has such a process, too. Asked of it are those questions that an engine asks of a process with few messages. */
export function networkWith(old: OldProcess, network: () => OldNetwork): Devnet {
  return async (request) => {
    const url = new URL(request.url);
    if (network().isUnitGone === true && parseDevnetHost(url.hostname)?.unit.includes('scheduler-unit'))
      throw new TypeError('Failed to fetch');
    const item = (id: string) => network().shown.find(({ signature }) => itemIdOf(signature) === id);
    if (url.pathname === '/graphql')
      return (await answerQuery(old, network(), request)) ?? demoDevnet(request);
    const raw = item(url.pathname.replace('/raw/', ''));
    if (raw !== undefined) return new Response(raw.data);
    if (!request.url.includes(old.id)) return demoDevnet(request);
    if (url.pathname === `/processes/${old.id}`) return Response.json(processRecord(old, network()));
    if (url.pathname === `/${old.id}/latest`) return Response.json(old.nodes.at(-1));
    if (url.pathname === `/${old.id}`) return Response.json(page(old, url.searchParams));
    if (url.pathname === '/timestamp')
      return Response.json({ block_height: '000001450009', timestamp: String(spawn.timestampMs + 9000) });
    return url.pathname === '/'
      ? Response.json({ address: scheduler.address, timestamp: '0' })
      : Response.json({ error: 'not found' }, { status: 404 });
  };
}

/** Of before AOP-6 a unit tells no data (legacynet.md §1.4). */
function processRecord({ process }: OldProcess, { told }: OldNetwork) {
  const { id: process_id, ...item } = tellItem(process, 'process');
  const { timestampMs, blockHeight } = { ...spawn, ...told };
  return {
    ...item,
    process_id,
    data: null,
    block: String(blockHeight).padStart(12, '0'),
    timestamp: timestampMs,
  };
}

function page({ nodes }: OldProcess, query: URLSearchParams) {
  const after = Number(query.get('from-nonce') ?? -1);
  const edges = nodes.flatMap((node, nonce) => (nonce > after ? [{ node, cursor: String(nonce) }] : []));
  return { page_info: { has_next_page: false }, edges };
}

interface Query {
  readonly ids?: readonly string[];
  readonly owners?: readonly string[];
  readonly tags?: readonly { readonly name: string; readonly values: readonly string[] }[];
}

/** Undefined where it is about none of what is shown. */
async function answerQuery(
  old: OldProcess,
  { shown, isTagged = true }: OldNetwork,
  request: Request,
): Promise<Response | undefined> {
  const { variables } = (await request.clone().json()) as { variables?: Query };
  const { ids, owners, tags } = variables ?? {};
  const nodes = shown.map((item) => {
    const { owner, ...told } = tellItem(item, 'message');
    const isSent = [...old.messages, ...old.assignments].includes(item);
    const isInside = isSent || (told.id === old.id && shown.length > 1);
    return {
      ...told,
      owner,
      recipient: told.target,
      anchor: Buffer.from(item.anchor).toString('base64url'),
      data: { size: String(item.data.length) },
      block: null,
      bundledIn: isInside ? { id: itemIdOf(old.bundle.signature) } : null,
    };
  });
  const found = nodes.filter(({ id, owner, tags: its }) =>
    ids === undefined
      ? isTagged &&
        owners?.includes(owner.address) === true &&
        tags?.every(({ name, values }) =>
          its.some((tag) => tag.name === name && values.includes(tag.value)),
        ) === true
      : ids.includes(id),
  );
  const isAboutThese = owners?.includes(scheduler.address) === true || found.length > 0;
  if (!isAboutThese) return undefined;
  return Response.json({
    data: {
      transactions: { pageInfo: { hasNextPage: false }, edges: found.map((node) => ({ cursor: '0', node })) },
    },
  });
}

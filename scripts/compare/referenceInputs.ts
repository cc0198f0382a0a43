import { keccak_256 } from '@noble/hashes/sha3.js';

/** One call of a module as the reference CU would make it. */
export interface ReferenceInput {
  readonly nonce: number;
  readonly json: string;
}

export interface ReferenceProcess {
  readonly moduleId: string;
  readonly moduleFormat: string;
  readonly environmentJson: string;
  readonly inputs: readonly ReferenceInput[];
}

export interface Servers {
  readonly gateway: string;
  readonly graphql: string;
  readonly schedulerUnit: string;
}

interface Tag {
  readonly name: string;
  readonly value: string;
}
interface Owner {
  readonly address: string;
  readonly key: string;
}
interface Item {
  readonly id: string;
  readonly owner: Owner;
  readonly data: string | null;
  readonly tags: readonly Tag[];
  readonly signature: string;
  readonly anchor: string | null;
}
interface Published {
  readonly id: string;
  readonly anchor: string;
  readonly signature: string;
  readonly recipient: string;
  readonly owner: Owner;
  readonly tags: readonly Tag[];
}
interface Page {
  readonly page_info: { readonly has_next_page: boolean };
  readonly edges: readonly {
    readonly node: { readonly message: Item | null; readonly assignment: Item };
    readonly cursor: string;
  }[];
}

/**
 * The inputs of every message, made from what the servers say by legacynet.md §4 alone: this is the judge of `src/protocol`, so it
 * shares no code with it. Nothing is verified here.
 */
export async function readReferenceProcess(processId: string, servers: Servers): Promise<ReferenceProcess> {
  const { schedulerUnit } = servers;
  const process = await readJson<{ owner: Owner; tags: readonly Tag[] }>(
    `${schedulerUnit}/processes/${processId}?process-id=${processId}`,
  );
  const moduleId = first(process.tags, 'Module') ?? '';
  const module = await readPublished(moduleId, servers);
  const environment = {
    Process: { Id: processId, Owner: addressOf(process.owner), Tags: process.tags },
    Module: { Id: moduleId, Owner: addressOf(module.owner), Tags: module.tags },
  };
  return {
    moduleId,
    moduleFormat: first(module.tags, 'Module-Format') ?? '',
    environmentJson: JSON.stringify(environment),
    inputs: await readInputs(processId, servers),
  };
}

async function readInputs(processId: string, servers: Servers): Promise<readonly ReferenceInput[]> {
  const inputs: ReferenceInput[] = [];
  let from = '';
  for (;;) {
    const page = await readJson<Page>(
      `${servers.schedulerUnit}/${processId}?process-id=${processId}&to-nonce=1000000${from}&limit=100`,
    );
    for (const { node } of page.edges) {
      const sender =
        node.message === null
          ? await hydrate(node.assignment, servers)
          : describeSent(node.message, node.assignment);
      inputs.push(composeInput(sender, node.assignment));
    }
    const last = page.edges.at(-1);
    if (!page.page_info.has_next_page || last === undefined) return inputs;
    from = `&from-nonce=${last.cursor}`;
  }
}

/** The fields that the message itself brings, in their order (legacynet.md §4.1, §4.2). */
function describeSent(message: Item, assignment: Item): object {
  const owner = addressOf(message.owner);
  const pushedFor = first(message.tags, 'From-Process');
  return {
    Id: message.id,
    Signature: message.signature,
    Data: message.data,
    Owner: owner,
    Target: first(assignment.tags, 'Process'),
    Anchor: message.anchor,
    From: pushedFor || owner,
    ...(pushedFor === undefined ? {} : { 'Forwarded-By': owner }),
    Tags: withoutSenders(message.tags),
  };
}

/** The same for an item that was assigned without being sent along (legacynet.md §4.3). */
async function hydrate(assignment: Item, servers: Servers): Promise<object> {
  const item = await readPublished(first(assignment.tags, 'Message') ?? '', servers);
  const owner = addressOf(item.owner);
  return {
    Id: item.id,
    Signature: item.signature,
    Data: await (await get(`${servers.gateway}/raw/${item.id}`)).text(),
    Owner: owner,
    Target: item.recipient,
    Anchor: item.anchor,
    From: first(item.tags, 'From-Process') || owner,
    Tags: withoutSenders(item.tags),
  };
}

function composeInput(sender: object, assignment: Item): ReferenceInput {
  const nonce = Number(first(assignment.tags, 'Nonce'));
  const json = JSON.stringify({
    ...sender,
    Epoch: Number(first(assignment.tags, 'Epoch')),
    Nonce: nonce,
    Timestamp: Number(first(assignment.tags, 'Timestamp')),
    'Block-Height': Number(first(assignment.tags, 'Block-Height')),
    'Hash-Chain': first(assignment.tags, 'Hash-Chain'),
    Cron: false,
    'Read-Only': false,
  });
  return { nonce, json };
}

async function readPublished(id: string, { graphql }: Servers): Promise<Published> {
  const query = `query ($ids: [ID!]!) {
    transactions(ids: $ids) {
      edges { node { id anchor signature recipient owner { address key } tags { name value } } }
    }
  }`;
  const { data } = await readJson<{ data: { transactions: { edges: { node: Published }[] } } }>(graphql, {
    query,
    variables: { ids: [id] },
  });
  const node = data.transactions.edges[0]?.node;
  if (node === undefined) throw new Error(`${graphql} does not know ${id}.`);
  return node;
}

function withoutSenders(tags: readonly Tag[]): readonly Tag[] {
  return tags.filter(({ name }) => name !== 'From' && name !== 'Owner');
}

function first(tags: readonly Tag[], name: string): string | undefined {
  return tags.find((tag) => tag.name === name)?.value;
}

/** EIP-55 for a key of 65 bytes, else what the scheduler unit says (legacynet.md §4.2). */
function addressOf(owner: Owner): string {
  const key = Buffer.from(owner.key, 'base64url');
  if (key.length !== 65) return owner.address;
  const address = Buffer.from(keccak_256(key.subarray(1)).subarray(-20)).toString('hex');
  const digits = Buffer.from(keccak_256(Buffer.from(address))).toString('hex');
  const cased = [...address].map((digit, index) =>
    Number.parseInt(digits[index] ?? '0', 16) >= 8 ? digit.toUpperCase() : digit,
  );
  return `0x${cased.join('')}`;
}

async function readJson<Shape>(url: string, body?: unknown): Promise<Shape> {
  const response = await get(
    url,
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  return (await response.json()) as Shape;
}

async function get(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, init);
  if (response.ok) return response;
  throw new Error(`${url} answered with status ${response.status}: ${await response.text()}`);
}

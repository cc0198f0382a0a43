import { describe, expect, it } from 'vitest';
import { decodeBase64url, encodeBase64url } from '../base/base64url.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import type { VerificationError } from '../base/errors.ts';
import { decodeBundle } from '../protocol/bundle.ts';
import { decodeDataItem, itemIdOf } from '../protocol/dataItem.ts';
import { nextHashChain, seedHashChain } from '../protocol/hashChain.ts';
import type { AssignmentId, ProcessId } from '../protocol/ids.ts';
import type { ScheduledMessage } from '../protocol/message.ts';
import type { AoProcess } from '../protocol/process.ts';
import { decodeProcessJson, decodeScheduledMessage } from '../protocol/scheduleJson.ts';
import bundles from '../protocol/vectors/su-bundles.json' with { type: 'json' };
import { createScheduleVerifier, type ScheduleVerifierOptions } from './schedule.ts';
import type { Tally } from './tally.ts';
import { type TellOptions, type ToldItem, type ToldNode, tellItem } from './testing/schedulerText.ts';
import { signAssignment, signItem, signSchedule, testKey } from './testing/signing.ts';

const items = bundles.map((text) => decodeBundle(decodeDataItem(decodeBase64url(text)).data));

function tellNodes(options: TellOptions): readonly ToldNode[] {
  return items.map(([assignment, message], nonce) => {
    if (assignment === undefined) throw new Error('a bundle is empty');
    const told = message && tellItem(message, nonce === 0 ? 'process' : 'message');
    return { message: told ?? null, assignment: tellItem(assignment, 'assignment', options) };
  });
}

const told = tellNodes({ showAnchor: true });
const first = told[0];
if (first?.message === null || first === undefined) throw new Error('the first bundle has no process');
const { id, ...processItem } = first.message;
const processAsTold = decodeProcessJson({
  ...processItem,
  process_id: id,
  block: '000001526366',
  timestamp: 1728856580024,
});
/** The bundles come from a development unit, which the process does not name (vectors/README.md). */
const process: AoProcess = { ...processAsTold, scheduler: 'mx8zvkz0jWNwAiBnBqkGcZqqfcFYptbrL4RIKMd4anc' };

const decode = (nodes: readonly ToldNode[]): readonly ScheduledMessage[] => nodes.map(decodeScheduledMessage);
const source = 'vectors';
const verifier = (options: Partial<ScheduleVerifierOptions> = {}) =>
  createScheduleVerifier({ process, source, ...options });
const verify = (nodes: readonly ToldNode[], options: Partial<ScheduleVerifierOptions> = {}) =>
  verifier(options).verify(decode(nodes));
const countsOf = (tallies: readonly Tally[]) =>
  Object.fromEntries(tallies.map(({ name, held, unknown, failed }) => [name, [held, unknown, failed]]));

describe('the 31 real entries', () => {
  it('are believed, each of them, in order', async () => {
    const { messages, statuses, tallies } = await verify(told);
    expect(messages).toEqual(decode(told));
    expect(countsOf(tallies)).toEqual({
      'scheduler-authorised': [31, 0, 0],
      'assignment-signatures': [31, 0, 0],
      'assignment-tags': [31, 0, 0],
      'message-signatures': [16, 0, 0],
      'assigned-items': [0, 15, 0],
      'nonces-gapless': [31, 0, 0],
      'time-order': [31, 0, 0],
      'hash-chain': [31, 0, 0],
    });
    expect(statuses).toEqual(told.map(({ message }) => (message === null ? 'unknown' : 'holds')));
  });

  it('have assignment signatures that nobody can check where the unit does not show anchors', async () => {
    const { tallies, statuses } = await verify(tellNodes({}));
    expect(countsOf(tallies)).toMatchObject({
      'assignment-signatures': [0, 31, 0],
      'message-signatures': [16, 0, 0],
      'hash-chain': [31, 0, 0],
    });
    expect(tallies.find(({ name }) => name === 'assignment-signatures')?.notable).toEqual({
      reason: 'The scheduler unit does not tell its anchor, which is part of what was signed.',
      nonce: 0,
      itemId: told[0]?.assignment.id,
    });
    expect(new Set(statuses)).toEqual(new Set(['unknown']));
  });

  it('are believed page after page, each page from where the last one ended', async () => {
    const pages = verifier();
    for (let start = 0; start < told.length; start += 7) {
      await pages.verify(decode(told.slice(start, start + 7)));
      expect(pages.position?.nonce).toBe(Math.min(start + 6, 30));
    }
    const resumed = verifier({ after: pages.position });
    await expect(resumed.verify([])).resolves.toEqual({ messages: [], statuses: [], tallies: [] });
    expect(resumed.position).toBe(pages.position);
  });

  it('do not come from the scheduler that the process names', async () => {
    await expectFailure(verify(told, { process: processAsTold }), {
      fact: 'scheduler-authorised',
      code: 'scheduler-not-authorised',
      nonce: 0,
      expected: '_GQ33BkPtZrqxA84vM8Zk-N2aO0toNNu_C-l-rawrBA',
      actual: 'mx8zvkz0jWNwAiBnBqkGcZqqfcFYptbrL4RIKMd4anc',
    });
  });

  it('are not believed for a process that names no scheduler', async () => {
    await expectFailure(verify(told, { process: { ...process, scheduler: undefined } }), {
      fact: 'scheduler-authorised',
      code: 'scheduler-not-authorised',
      nonce: 0,
      expected: 'nobody',
    });
  });
});

// Appendix A of legacynet.md.
describe('the hash chain', () => {
  it('starts and goes on as real schedulers write it', () => {
    const seed = seedHashChain('4QTyVpvWlwjfsYAvkTSIWjp5XVGf-Rg_Co8K1lPNbvo' as ProcessId);
    expect(seed).toBe('R5cBwpmN4XJ-LeesR4WXRKmYDrakzxxaBnLip1uzOlQ');
    const second = nextHashChain('BZj7OScRU_CPeEk0uGI8_3ZyMPX8aPcCMbbuTUpCj7Q' as AssignmentId, seed);
    expect(second).toBe('MsivzTy3Lfnl5f5roOnFc3d48cEDiAtGjktyH2Q1hfM');
    expect(nextHashChain('g1G---MP3aHmw6Y3E9bDBT009IWrX99XQczs0iIcZMI' as AssignmentId, second)).toBe(
      'O6dHcOEGjCHh2cQtVj1SwqvujbNRFYsGVNVkVN29c-o',
    );
  });
});

interface Tamper {
  readonly what: string;
  readonly nodes: (at: number) => readonly ToldNode[];
  readonly fact: string;
  readonly code: string;
  /** Nonce at which it must be noticed, counted from the tampered one. */
  readonly later?: number;
}

const edit = (at: number, change: (node: ToldNode) => ToldNode) =>
  told.map((node, index) => (index === at ? change(node) : node));
const editAssignment = (change: (item: ToldItem) => Partial<ToldItem>) => (at: number) =>
  edit(at, (node) => ({ ...node, assignment: { ...node.assignment, ...change(node.assignment) } }));
const editMessage = (change: (item: ToldItem) => Partial<ToldItem>) => (at: number) =>
  edit(at, (node) => {
    if (node.message === null) throw new Error('there is no message to change');
    return { ...node, message: { ...node.message, ...change(node.message) } };
  });
const retag = (name: string, change: (value: string) => string) => (item: ToldItem) => ({
  tags: item.tags.map((tag) => (tag.name === name ? { name, value: change(tag.value) } : tag)),
});
const flipFirst = (text: string) => {
  const bytes = decodeBase64url(text);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return encodeBase64url(bytes);
};
const other = told[5];
if (other?.message === null || other === undefined) throw new Error('bundle 5 has no message');
const { message: otherMessage, assignment: otherAssignment } = other;

const assignmentTampers: readonly Tamper[] = [
  [
    'a bit of the signature',
    editAssignment(({ signature }) => ({ signature: flipFirst(signature) })),
    'id-mismatch',
  ],
  ['its id', editAssignment(({ id }) => ({ id: flipFirst(id) })), 'id-mismatch'],
  [
    'a bit of the key',
    editAssignment(({ owner }) => ({ owner: { ...owner, key: flipFirst(owner.key) } })),
    'owner-mismatch',
  ],
  ['a letter that no base64url has', editAssignment(() => ({ signature: '!' })), 'item-malformed'],
  ['its anchor', editAssignment(({ anchor }) => ({ anchor: flipFirst(anchor ?? '') })), 'signature-invalid'],
  ['its target', editAssignment(() => ({ target: process.id })), 'signature-invalid'],
  ['its data', editAssignment(() => ({ data: 'x' })), 'signature-invalid'],
  ['its Nonce', editAssignment(retag('Nonce', (nonce) => String(Number(nonce) + 1))), 'signature-invalid'],
  ['its Epoch', editAssignment(retag('Epoch', () => '1')), 'signature-invalid'],
  [
    'its Timestamp',
    editAssignment(retag('Timestamp', (time) => String(Number(time) + 1))),
    'signature-invalid',
  ],
  ['its Block-Height', editAssignment(retag('Block-Height', () => '000001526367')), 'signature-invalid'],
  [
    'the zeros of its Block-Height',
    editAssignment(retag('Block-Height', (height) => String(Number(height)))),
    'signature-invalid',
  ],
  ['its Hash-Chain', editAssignment(retag('Hash-Chain', flipFirst)), 'signature-invalid'],
  ['the order of its tags', editAssignment(({ tags }) => ({ tags: tags.toReversed() })), 'signature-invalid'],
  [
    'a tag more',
    editAssignment(({ tags }) => ({ tags: [...tags, { name: 'x', value: '' }] })),
    'signature-invalid',
  ],
].map(([what, nodes, code]) => ({ what, nodes, code, fact: 'assignment-signatures' }) as Tamper);

const messageTampers: readonly Tamper[] = [
  [
    'a bit of the signature',
    editMessage(({ signature }) => ({ signature: flipFirst(signature) })),
    'id-mismatch',
  ],
  [
    'a bit of the key',
    editMessage(({ owner }) => ({ owner: { ...owner, key: flipFirst(owner.key) } })),
    'owner-mismatch',
  ],
  [
    'its owner’s address',
    editMessage(({ owner }) => ({ owner: { ...owner, address: process.id } })),
    'owner-mismatch',
  ],
  ['a letter of its data', editMessage(({ data }) => ({ data: `${data}x` })), 'text-differs'],
  ['its anchor', editMessage(() => ({ anchor: '0'.repeat(32) })), 'signature-invalid'],
  ['its target', editMessage(({ id }) => ({ target: id })), 'text-differs'],
  ['a tag', editMessage(retag('Data-Protocol', () => 'AO')), 'text-differs'],
  ['the order of its tags', editMessage(({ tags }) => ({ tags: tags.toReversed() })), 'text-differs'],
  [
    'a key that is no base64url',
    editMessage(({ owner }) => ({ owner: { ...owner, key: 'a' } })),
    'item-malformed',
  ],
].map(([what, nodes, code]) => ({ what, nodes, code, fact: 'message-signatures' }) as Tamper);

/** What a gateway has: the items as they were signed. */
const fetchExact = async (id: string) => items.flat().find((item) => itemIdOf(item.signature) === id);

/** These have every signature in order, so that only the place can give them away. */
const placeTampers: readonly Tamper[] = [
  {
    what: 'left out',
    nodes: (at) => told.filter((_, index) => index !== at),
    fact: 'nonces-gapless',
    code: 'nonce-gap',
    later: 1,
  },
  {
    what: 'repeated',
    nodes: (at) => told.flatMap((node, index) => (index === at ? [node, node] : [node])),
    fact: 'nonces-gapless',
    code: 'nonce-repeated',
  },
  {
    what: 'swapped with the next',
    nodes: (at) =>
      told.map((node, index) => told[index === at ? at + 1 : index === at + 1 ? at : index] ?? node),
    fact: 'nonces-gapless',
    code: 'nonce-gap',
    later: 1,
  },
  {
    what: 'given the message of another',
    nodes: (at) => edit(at, (node) => ({ ...node, message: otherMessage })),
    fact: 'assignment-tags',
    code: 'wrong-message',
  },
];

describe.each([
  ['the process itself', 0],
  ['a message', 2],
  ['the last message', told.findLastIndex(({ message }) => message !== null)],
])('%s (nonce %i) is not believed', (_, at) => {
  it.each([...assignmentTampers, ...messageTampers])('with $what changed ($fact)', async (tamper) => {
    // Anchor and owner of other fields are the same in each entry; unchanged text would be no tampering.
    const nodes = tamper.nodes(at);
    expect(nodes).not.toEqual(told);
    const failure = { fact: tamper.fact, code: tamper.code, nonce: expect.any(Number) };
    const error = await expectFailure(verify(nodes, { fetchExact }), failure);
    expect([at, at + 1]).toContain(error.details['nonce']);
  });
});

describe('a message without anchor, as the unit tells it', () => {
  const lossy = messageTampers.filter(({ code }) => code === 'text-differs');

  it.each(lossy)(
    'is neither believed nor denied with $what changed, while no gateway settles it',
    async ({ nodes }) => {
      const { tallies, statuses } = await verify(nodes(2));
      expect(countsOf(tallies)['message-signatures']).toEqual([15, 1, 0]);
      expect(statuses[2]).toBe('unknown');
    },
  );

  it.each(lossy)('stays undecided with $what changed when the gateway lies as well', async ({ nodes }) => {
    const lie = async (id: string) => {
      const exact = await fetchExact(id);
      return exact && { ...exact, data: encodeUtf8('lie') };
    };
    const { tallies } = await verify(nodes(2), { fetchExact: lie });
    expect(tallies.find(({ name }) => name === 'message-signatures')).toMatchObject({
      held: 15,
      unknown: 1,
      notable: { nonce: 2, reason: expect.stringContaining('gateway') },
    });
  });
});

describe.each([
  ['the process itself', 0],
  ['an assigned item', 1],
  ['a message', 2],
  ['a later message', 17],
])('%s (nonce %i) is not believed', (_, at) => {
  it.each(placeTampers)('when $what ($fact)', async ({ nodes, fact, code, later = 0 }) => {
    await expectFailure(verify(nodes(at)), { fact, code, nonce: at + later });
  });

  it('when its assignment is from another place', async () => {
    const error = await expectFailure(
      verify(edit(at, (node) => ({ ...node, assignment: otherAssignment }))),
      { nonce: 5 },
    );
    expect(['wrong-message', 'nonce-gap']).toContain(error.code);
  });
});

describe('nothing is believed', () => {
  it('of a page in which one entry fails, and the position stays', async () => {
    const pages = verifier();
    await pages.verify(decode(told.slice(0, 3)));
    const before = pages.position;
    const [changed] = assignmentTampers;
    const bad = changed?.nodes(29).slice(3) ?? [];
    await expectFailure(pages.verify(decode(bad)), { nonce: 29 });
    expect(pages.position).toBe(before);
    await pages.verify(decode(told.slice(3)));
    expect(pages.position?.nonce).toBe(30);
  });

  it('after the first failure, which is the one that is told', async () => {
    const broken = told.map((node, index) =>
      index >= 4 ? { ...node, assignment: { ...node.assignment, data: `${index}` } } : node,
    );
    await expectFailure(verify(broken.filter((_, index) => index !== 2)), { nonce: 3, code: 'nonce-gap' });
    await expectFailure(verify(broken), { nonce: 4, code: 'signature-invalid' });
  });

  it('once the work is aborted', async () => {
    const reason = new DOMException('enough', 'AbortError');
    const pages = verifier();
    const aborted = pages.verify(decode(told), { signal: AbortSignal.abort(reason) });
    await expect(aborted).rejects.toBe(reason);
    const controller = new AbortController();
    const later = pages.verify(decode(told), { signal: controller.signal });
    controller.abort(reason);
    await expect(later).rejects.toBe(reason);
    expect(pages.position).toBeUndefined();
  });
});

// Schedules with our own keys, for what the real one does not have.
const scheduler = testKey(1);
const user = testKey(2);
const texts = (...data: readonly string[]) => data.map((text) => ({ data: encodeUtf8(text) }));
const ownProcess = (schedule: { processId: ProcessId; nodes: readonly ToldNode[] }, block = '1500000') => {
  const { id: process_id, ...item } = schedule.nodes[0]?.message ?? {};
  return decodeProcessJson({ ...item, process_id, block, timestamp: 0 });
};

describe('a schedule signed with Ethereum keys', () => {
  it('is believed, and its scheduler may be named by either kind of address', async () => {
    const schedule = await signSchedule({ scheduler, user, messages: texts('a', 'b') });
    const own = ownProcess(schedule);
    const { tallies } = await verify(schedule.nodes, { process: own });
    expect(countsOf(tallies)['assignment-signatures']).toEqual([3, 0, 0]);
    const { address } = await import('../protocol/address.ts').then(({ addressOfKey }) => ({
      address: addressOfKey(scheduler.owner),
    }));
    expect(address).toMatch(/^0x/);
    await expect(verify(schedule.nodes, { process: { ...own, scheduler: address } })).resolves.toBeDefined();
  });
});

describe('a stranger', () => {
  it('cannot assign, even with everything else in order', async () => {
    const schedule = await signSchedule({ scheduler: testKey(3), user, messages: texts('a') });
    const own = { ...ownProcess(schedule), scheduler: scheduler.address };
    await expectFailure(verify(schedule.nodes, { process: own }), {
      fact: 'scheduler-authorised',
      code: 'scheduler-not-authorised',
      nonce: 0,
      expected: scheduler.address,
      actual: testKey(3).address,
    });
  });

  it('cannot assign under the scheduler’s address', async () => {
    const schedule = await signSchedule({ scheduler: testKey(3), user, messages: texts('a') });
    const nodes = schedule.nodes.map((node) => ({
      ...node,
      assignment: { ...node.assignment, owner: { ...node.assignment.owner, address: scheduler.address } },
    }));
    const own = { ...ownProcess(schedule), scheduler: scheduler.address };
    await expectFailure(verify(nodes, { process: own }), {
      fact: 'assignment-signatures',
      code: 'owner-mismatch',
      nonce: 0,
    });
  });
});

async function chainOf(places: readonly Partial<Parameters<typeof signAssignment>[1]>[]) {
  const message = await signItem(user, { data: encodeUtf8('x') });
  const toldMessage = tellItem(message, 'message');
  const base = await signSchedule({ scheduler, user, messages: [] });
  const nodes: ToldNode[] = [...base.nodes];
  let previous = base.assignments[0];
  let hashChain = seedHashChain(base.processId);
  for (const [index, place] of places.entries()) {
    if (previous === undefined) throw new Error('the schedule is empty');
    const previousId = tellItem(previous, 'assignment').id as AssignmentId;
    hashChain = place.hashChain ?? nextHashChain(previousId, hashChain);
    previous = await signAssignment(scheduler, {
      processId: base.processId,
      nonce: index + 1,
      messageId: toldMessage.id,
      ...place,
      hashChain,
    });
    nodes.push({ message: toldMessage, assignment: tellItem(previous, 'assignment', { showAnchor: true }) });
  }
  return { nodes, own: ownProcess(base) };
}

describe('a scheduler that signs nonsense', () => {
  it.each([
    ['a nonce too high', { nonce: 3 }, 'nonces-gapless', 'nonce-gap', 3],
    ['a nonce twice', { nonce: 1 }, 'nonces-gapless', 'nonce-repeated', 1],
    ['an earlier time', { timestampMs: 1_700_000_000_999 }, 'time-order', 'time-reversed', 2],
    ['a lower block', { blockHeight: 1_499_999 }, 'time-order', 'time-reversed', 2],
    ['another chain', { hashChain: `${'x'.repeat(42)}A` }, 'hash-chain', 'hash-chain-broken', 2],
    ['a chain that is no hash', { hashChain: 'x' }, 'hash-chain', 'hash-chain-broken', 2],
    ['another process', { processId: process.id }, 'assignment-tags', 'wrong-process', 2],
  ] as const)('is caught at %s', async (_, place, fact, code, nonce) => {
    const { nodes, own } = await chainOf([{}, place]);
    await expectFailure(verify(nodes, { process: own }), { fact, code, nonce });
  });

  it('may give two entries the same time and block', async () => {
    const time = { timestampMs: 1_700_000_005_000 };
    const { nodes, own } = await chainOf([time, time]);
    await expect(verify(nodes, { process: own })).resolves.toBeDefined();
  });

  it('cannot begin at another nonce, or with a chain of its own', async () => {
    const { nodes, own } = await chainOf([{}]);
    await expectFailure(verify(nodes.slice(1), { process: own }), {
      code: 'nonce-gap',
      expected: '0',
      actual: '1',
    });
    const base = await signSchedule({ scheduler, user, messages: [] });
    const assignment = await signAssignment(scheduler, {
      processId: base.processId,
      nonce: 0,
      hashChain: nextHashChain(own.id as unknown as AssignmentId, seedHashChain(own.id)),
    });
    const lone = {
      message: base.nodes[0]?.message ?? null,
      assignment: tellItem(assignment, 'assignment', { showAnchor: true }),
    };
    await expectFailure(verify([lone], { process: ownProcess(base) }), {
      fact: 'hash-chain',
      code: 'hash-chain-broken',
    });
  });

  it('cannot change the epoch', async () => {
    const { nodes, own } = await chainOf([{}]);
    const entries = decode(nodes).map((entry) =>
      entry.assignment.nonce === 1 ? { ...entry, assignment: { ...entry.assignment, epoch: 1 } } : entry,
    );
    await expectFailure(verifier({ process: own }).verify(entries), {
      fact: 'nonces-gapless',
      code: 'epoch-changed',
      nonce: 1,
      expected: '0',
      actual: '1',
    });
  });
});

describe('an assignment without Message tag', () => {
  const nameless = async (
    nonce: number,
    message: ToldItem | null,
    extraTags: { name: string; value: string }[] = [],
  ) => {
    const base = await signSchedule({ scheduler, user, messages: [] });
    const assignment = await signAssignment(scheduler, {
      processId: base.processId,
      nonce,
      hashChain: seedHashChain(base.processId),
      extraTags,
    });
    const node = { message, assignment: tellItem(assignment, 'assignment', { showAnchor: true }) };
    return verify([node], { process: ownProcess(base) });
  };

  it('must come with something', async () => {
    await expectFailure(nameless(0, null), { fact: 'assignment-tags', code: 'message-missing' });
  });

  it('must come with the process', async () => {
    const message = tellItem(await signItem(user, {}), 'message');
    await expectFailure(nameless(0, message), { fact: 'assignment-tags', code: 'wrong-message' });
  });

  it('must be the first', async () => {
    const base = await signSchedule({ scheduler, user, messages: [] });
    await expectFailure(nameless(1, base.nodes[0]?.message ?? null), {
      fact: 'assignment-tags',
      code: 'wrong-message',
    });
  });

  it('is from before AOP-1 where it was a bundle, and then nobody can say', async () => {
    const message = tellItem(await signItem(user, { data: encodeUtf8('x') }), 'message');
    const { tallies, statuses } = await nameless(0, message, [{ name: 'Bundle-Format', value: 'binary' }]);
    expect(countsOf(tallies)).toMatchObject({
      'assignment-tags': [0, 1, 0],
      'message-signatures': [1, 0, 0],
    });
    expect(statuses).toEqual(['unknown']);
  });
});

describe('a process from before chains were reliable', () => {
  it('may have a broken chain, which then is unknown', async () => {
    const schedule = await signSchedule({ scheduler, user, messages: texts('a'), blockHeight: 1_439_999 });
    const { id: messageId } = tellItem(await signItem(user, {}), 'message');
    const broken = await signAssignment(scheduler, {
      processId: schedule.processId,
      nonce: 2,
      hashChain: 'broken',
      blockHeight: 1_439_999,
      messageId,
    });
    const after = await signAssignment(scheduler, {
      processId: schedule.processId,
      nonce: 3,
      hashChain: 'also broken',
      blockHeight: 1_600_000,
      messageId,
    });
    const nodes = [broken, after].map((assignment) => ({
      message: null,
      assignment: tellItem(assignment, 'assignment', { showAnchor: true }),
    }));
    // What the unit says about the spawn does not help it: the signed height of nonce 0 counts.
    const own = ownProcess(schedule, '9999999');
    const { tallies } = await verify([...schedule.nodes, ...nodes], { process: own });
    const chain = tallies.find(({ name }) => name === 'hash-chain');
    expect(chain).toMatchObject({ held: 2, unknown: 2, notable: { nonce: 2, actual: 'broken' } });
  });

  it('is judged by the signed height of its first entry, not by what the unit says', async () => {
    const schedule = await signSchedule({ scheduler, user, messages: [], blockHeight: 1_440_000 });
    const broken = await signAssignment(scheduler, {
      processId: schedule.processId,
      nonce: 1,
      hashChain: 'broken',
      messageId: schedule.processId,
    });
    const node = { message: null, assignment: tellItem(broken, 'assignment', { showAnchor: true }) };
    await expectFailure(verify([...schedule.nodes, node], { process: ownProcess(schedule, '1') }), {
      fact: 'hash-chain',
      code: 'hash-chain-broken',
      nonce: 1,
    });
  });

  it('is judged by what the unit says where it is not in its own schedule', async () => {
    const base = await signSchedule({ scheduler, user, messages: [] });
    const message = await signItem(user, { data: encodeUtf8('x') });
    const assignment = await signAssignment(scheduler, {
      processId: base.processId,
      nonce: 0,
      hashChain: 'broken',
      messageId: tellItem(message, 'message').id,
    });
    const node = {
      message: tellItem(message, 'message'),
      assignment: tellItem(assignment, 'assignment', { showAnchor: true }),
    };
    const { tallies } = await verify([node], { process: ownProcess(base, '1439999') });
    expect(countsOf(tallies)['hash-chain']).toEqual([0, 1, 0]);
    await expectFailure(verify([node], { process: ownProcess(base, '1440000') }), {
      code: 'hash-chain-broken',
    });
  });
});

describe('an assigned item', () => {
  const assigned = async () => {
    const base = await signSchedule({ scheduler, user, messages: [] });
    const item = await signItem(user, {
      target: base.processId,
      anchor: encodeUtf8('a'.repeat(32)),
      tags: [{ name: 'Action', value: 'x' }],
      data: encodeUtf8('\ufeffhello'),
    });
    const messageId = tellItem(item, 'message').id;
    const { nodes, own } = await chainOf([{ messageId }]);
    return {
      nodes: nodes.map((node, index) => (index === 1 ? { ...node, message: null } : node)),
      own,
      item,
      messageId,
    };
  };

  it('is believed from a gateway, and becomes part of the entry', async () => {
    const { nodes, own, item, messageId } = await assigned();
    const asked: unknown[] = [];
    const fetchExact = async (...args: readonly unknown[]) => {
      asked.push(args);
      return item;
    };
    const { messages, tallies, statuses } = await verify(nodes, { process: own, fetchExact });
    expect(asked).toEqual([[messageId, 'assigned']]);
    expect(countsOf(tallies)['assigned-items']).toEqual([1, 0, 0]);
    expect(statuses).toEqual(['holds', 'holds']);
    expect(messages[1]?.assigned).toEqual({
      id: messageId,
      ownerKey: encodeBase64url(user.owner),
      ownerAddress: user.address,
      tags: [{ name: 'Action', value: 'x' }],
      signature: encodeBase64url(item.signature),
      anchor: encodeBase64url(item.anchor),
      target: encodeBase64url(item.target),
      // The reference reads a response as text, which takes the byte order mark away.
      data: 'hello',
    });
  });

  it.each(['nothing', 'another item', 'a changed item'] as const)(
    'stays unknown when the gateway gives %s',
    async (what) => {
      const { nodes, own, item, messageId } = await assigned();
      const answers = {
        nothing: undefined,
        'another item': await signItem(user, {}),
        'a changed item': { ...item, data: encodeUtf8('x') },
      };
      const { messages, tallies } = await verify(nodes, {
        process: own,
        fetchExact: async () => answers[what],
      });
      expect(tallies.find(({ name }) => name === 'assigned-items')).toMatchObject({
        held: 0,
        unknown: 1,
        notable: { nonce: 1, itemId: messageId },
      });
      expect(messages[1]?.assigned).toBeUndefined();
    },
  );
});

async function expectFailure(
  work: Promise<unknown>,
  expected: Record<string, unknown>,
): Promise<VerificationError> {
  const error = await work.then(
    () => undefined,
    (thrown: VerificationError) => thrown,
  );
  expect(error, 'nothing failed').toBeDefined();
  const { code, ...details } = expected;
  expect(error).toMatchObject({ layer: 'verification', ...(code !== undefined && { code }), details });
  if (error === undefined) throw new Error('unreachable');
  return error;
}

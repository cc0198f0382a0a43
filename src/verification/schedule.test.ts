import { describe, expect, it } from 'vitest';
import { decodeBase64url, encodeBase64url } from '../base/base64url.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import { nextHashChain, seedHashChain } from '../protocol/hashChain.ts';
import type { AssignmentId, ProcessId } from '../protocol/ids.ts';
import { countsOf, expectFailure } from './testing/expectations.ts';
import { verifier, verify } from './testing/ownSchedule.ts';
import { decode, fetchExact, process, processAsTold, tellNodes, told } from './testing/realSchedule.ts';
import type { ToldItem, ToldNode } from './testing/schedulerText.ts';

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
    await expect(resumed.verify([])).resolves.toEqual({
      messages: [],
      findings: [],
      statuses: [],
      tallies: [],
    });
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

import { describe, expect, it } from 'vitest';
import { isBundleItem } from './assignment.ts';
import {
  decodeProcessJson,
  decodeScheduledMessage,
  decodeSchedulePage,
  decodeSchedulerTime,
} from './scheduleJson.ts';

const processId = `${'P'.repeat(42)}A`;
const messageId = `${'M'.repeat(42)}A`;
const assignmentId = `${'S'.repeat(42)}A`;
const moduleId = `${'W'.repeat(42)}A`;
const owner = { address: 'address', key: 'key' };

const assignmentTags: readonly { name: string; value: string }[] = [
  { name: 'Process', value: processId },
  { name: 'Epoch', value: '0' },
  { name: 'Nonce', value: '3' },
  { name: 'Hash-Chain', value: 'chain' },
  { name: 'Block-Height', value: '000001526366' },
  { name: 'Timestamp', value: '1728856580024' },
  { name: 'Type', value: 'Assignment' },
  { name: 'Message', value: messageId },
  { name: 'Exclude', value: 'Data' },
  { name: 'Exclude', value: 'Tags' },
];
const assignment = {
  id: assignmentId,
  owner,
  tags: assignmentTags,
  signature: 's',
  anchor: null,
  target: '',
  data: '',
};
const message = {
  id: messageId,
  owner,
  data: 'hello',
  tags: [{ name: 'Action', value: 'Eval' }],
  signature: 'm',
  anchor: null,
  target: processId,
};
const withTag = (name: string, value: string | undefined) => ({
  ...assignment,
  tags: assignmentTags.flatMap((tag) =>
    tag.name !== name ? [tag] : value === undefined ? [] : [{ name, value }],
  ),
});
const page = (...nodes: readonly unknown[]) => ({
  page_info: { has_next_page: true },
  edges: nodes.map((node) => ({ node, cursor: '3' })),
});

describe('a page of a schedule', () => {
  it("decodes to entries in the unit's order", () => {
    expect(decodeSchedulePage(page({ message, assignment }, { message: null, assignment }))).toEqual({
      hasNextPage: true,
      entries: [
        { cursor: '3', message: expect.objectContaining({ message: decodedMessage }) },
        { cursor: '3', message: expect.objectContaining({ message: null }) },
      ],
    });
  });

  it('may be empty, and may give its cursor as a number', () => {
    expect(decodeSchedulePage({ page_info: { has_next_page: false }, edges: [] })).toEqual({
      hasNextPage: false,
      entries: [],
    });
    const edge = { node: { message, assignment }, cursor: 17 };
    expect(decodeSchedulePage({ ...page(), edges: [edge] }).entries[0]?.cursor).toBe('17');
  });

  it.each([
    ['HTML read as text', '<html>', 'page'],
    ['null', null, 'page'],
    ['an error object', { error: 'x' }, 'page.page_info'],
    ['no edges', { page_info: { has_next_page: false } }, 'page.edges'],
    [
      'a text for has_next_page',
      { ...page(), page_info: { has_next_page: 'no' } },
      'page.page_info.has_next_page',
    ],
    ['half an edge', { ...page(), edges: [{ cursor: '3' }] }, 'page.edges[0].node'],
    ['no cursor', { ...page(), edges: [{ node: { message, assignment } }] }, 'page.edges[0].cursor'],
    [
      'a message without owner',
      page({ message: { ...message, owner: null }, assignment }),
      'page.edges[0].node.message.owner',
    ],
    [
      'a tag with a number',
      page({ message: { ...message, tags: [{ name: 'x', value: 1 }] }, assignment }),
      'page.edges[0].node.message.tags[0].value',
    ],
    [
      'a numeric data field',
      page({ message: { ...message, data: 5 }, assignment }),
      'page.edges[0].node.message.data',
    ],
  ])('is refused as %s', (_, json, path) => {
    expect(() => decodeSchedulePage(json)).toThrow(
      expect.objectContaining({
        layer: 'protocol',
        code: 'unexpected-json',
        details: expect.objectContaining({ path, expected: expect.any(String), actual: expect.any(String) }),
      }),
    );
  });

  it('says at which nonce a message is malformed', () => {
    expect(() => decodeSchedulePage(page({ message: { ...message, signature: 1 }, assignment }))).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ nonce: 3 }) }),
    );
  });
});

const decodedMessage = {
  id: messageId,
  ownerKey: 'key',
  ownerAddress: 'address',
  tags: [{ name: 'Action', value: 'Eval' }],
  signature: 'm',
  anchor: null,
  target: processId,
  data: 'hello',
};

describe('a single message', () => {
  it("decodes its place from the assignment's tags", () => {
    expect(decodeScheduledMessage({ message, assignment })).toEqual({
      message: decodedMessage,
      assignment: expect.objectContaining({
        id: assignmentId,
        processId,
        messageId,
        epoch: 0,
        nonce: 3,
        timestampMs: 1728856580024,
        blockHeight: 1526366,
        hashChain: 'chain',
        exclude: ['Data', 'Tags'],
      }),
    });
  });

  it('may be the process itself, whose assignment names no message', () => {
    const entry = decodeScheduledMessage({
      message: { ...message, id: processId, data: null, target: null },
      assignment: withTag('Message', undefined),
    });
    expect(entry.assignment.messageId).toBeNull();
    expect(entry.message?.data).toBeNull();
  });

  it('reads missing tags as none', () => {
    const { tags: _, ...untagged } = message;
    expect(decodeScheduledMessage({ message: untagged, assignment }).message?.tags).toEqual([]);
  });

  it('knows the assignments from before AOP-1 by their bundle tags', () => {
    const old = { ...assignment, tags: [...assignmentTags, { name: 'Bundle-Format', value: 'binary' }] };
    expect(isBundleItem(decodeScheduledMessage({ message, assignment: old }).assignment)).toBe(true);
    expect(isBundleItem(decodeScheduledMessage({ message, assignment }).assignment)).toBe(false);
  });

  it.each([
    ['Nonce', undefined],
    ['Nonce', '-1'],
    ['Nonce', '1e3'],
    ['Nonce', ''],
    ['Epoch', '0x1'],
    ['Timestamp', 'now'],
    ['Block-Height', '99999999999999999999'],
    ['Hash-Chain', undefined],
    ['Process', undefined],
  ])('without a good %s tag (%s) is refused', (tag, value) => {
    expect(() => decodeScheduledMessage({ message, assignment: withTag(tag, value) })).toThrow(
      expect.objectContaining({
        code: 'invalid-assignment',
        details: expect.objectContaining({ tag, value: value ?? null, itemId: assignmentId }),
      }),
    );
  });

  it.each([
    ['the assignment', { message, assignment: { ...assignment, id: 'short' } }],
    ['the message', { message: { ...message, id: `${messageId}A` }, assignment }],
    ['the Process tag', { message, assignment: withTag('Process', 'x') }],
    ['the Message tag', { message, assignment: withTag('Message', '') }],
  ])('is refused where %s has no id', (_, json) => {
    expect(() => decodeScheduledMessage(json)).toThrow(expect.objectContaining({ code: 'invalid-id' }));
  });
});

describe('a process', () => {
  const processTags: readonly { name: string; value: string }[] = [
    { name: 'Data-Protocol', value: 'ao' },
    { name: 'Type', value: 'Process' },
    { name: 'Module', value: moduleId },
    { name: 'Scheduler', value: 'scheduler' },
  ];
  const json = {
    process_id: processId,
    block: '000001526366',
    owner,
    tags: processTags,
    timestamp: 1728856580024,
    data: null,
    anchor: null,
    signature: null,
    target: null,
  };

  it('decodes', () => {
    expect(decodeProcessJson(json)).toEqual({
      id: processId,
      owner: 'address',
      tags: processTags,
      moduleId,
      scheduler: 'scheduler',
      blockHeight: 1526366,
      timestampMs: 1728856580024,
      item: {
        id: processId,
        ownerKey: 'key',
        ownerAddress: 'address',
        tags: processTags,
        signature: '',
        anchor: null,
        target: null,
        data: null,
      },
    });
  });

  it('may repeat its Type, and lack a scheduler', () => {
    const tags = [{ name: 'Type', value: 'Message' }, ...processTags.slice(0, 3)];
    expect(decodeProcessJson({ ...json, tags }).scheduler).toBeUndefined();
  });

  it.each([
    ['Data-Protocol', 'ao'],
    ['Type', 'Process'],
    ['Module', 'a module id'],
  ])('without its %s tag is none', (tag, expected) => {
    const tags = processTags.filter(({ name }) => name !== tag);
    expect(() => decodeProcessJson({ ...json, tags })).toThrow(
      expect.objectContaining({
        code: 'not-a-process',
        details: { itemId: processId, tag, expected, actual: null },
      }),
    );
  });

  it('with another Type is none, and says which', () => {
    const tags = processTags.map((tag) => (tag.name === 'Type' ? { ...tag, value: 'Message' } : tag));
    expect(() => decodeProcessJson({ ...json, tags })).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ actual: 'Message' }) }),
    );
  });

  it('with two modules is refused, because the reference runs neither', () => {
    const tags = [...processTags, { name: 'Module', value: moduleId }];
    expect(() => decodeProcessJson({ ...json, tags })).toThrow(
      expect.objectContaining({ code: 'repeated-module-tag' }),
    );
  });

  it.each([
    ['block', { ...json, block: 'tall' }],
    ['timestamp', { ...json, timestamp: -1 }],
    ['timestamp', { ...json, timestamp: 1.5 }],
  ])('with a wrong %s is refused', (_, wrong) => {
    expect(() => decodeProcessJson(wrong)).toThrow(expect.objectContaining({ code: 'unexpected-json' }));
  });
});

describe("the scheduler's time", () => {
  it('comes as two texts', () => {
    expect(decodeSchedulerTime({ block_height: '000001526366', timestamp: '1728856580024' })).toEqual({
      blockHeight: 1526366,
      timestampMs: 1728856580024,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { encodeBase64url } from '../base/base64url.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import type { Json } from '../protocol/evaluationResult.ts';
import type { MessageId } from '../protocol/ids.ts';
import type { AssignedItem, ScheduledMessage, SchedulerItem } from '../protocol/message.ts';
import type { Tags } from '../protocol/tags.ts';
import { compareEmission, type Emission, targetOf } from './emission.ts';
import { decode, told } from './testing/realSchedule.ts';

const [, , real] = decode(told);
if (real?.message == null) throw new Error('the vectors are not what they were');
const { assignment, message: anyMessage } = real;

const receiver = `${'R'.repeat(42)}A`;
const sender = `${'S'.repeat(42)}A`;
const moduleId = `${'M'.repeat(42)}A`;
const cause = `${'C'.repeat(42)}A`;
const anchor = '7'.padStart(32, '0');

/** What an aos process leaves in its outbox for a credit notice. */
const outbox = {
  Target: receiver,
  Anchor: anchor,
  Data: 'You received 5',
  Tags: [
    { name: 'Data-Protocol', value: 'ao' },
    { name: 'Variant', value: 'ao.TN.1' },
    { name: 'Type', value: 'Message' },
    { name: 'Reference', value: '7' },
    { name: 'Action', value: 'Credit-Notice' },
    { name: 'Quantity', value: '5' },
  ],
} as const satisfies Json;

const emission: Emission = { processId: sender, moduleId, outbox, causes: [cause, 'root'] };

const kept: Tags = [
  { name: 'Variant', value: 'ao.TN.1' },
  { name: 'Reference', value: '7' },
  { name: 'Action', value: 'Credit-Notice' },
  { name: 'Quantity', value: '5' },
];
const added: Tags = [
  { name: 'Data-Protocol', value: 'ao' },
  { name: 'Type', value: 'Message' },
  { name: 'From-Process', value: sender },
  { name: 'From-Module', value: moduleId },
];
const pushedFor: Tags = [{ name: 'Pushed-For', value: cause }];

/** The same as its messenger signs it (legacynet.md §9, last paragraph). */
const pushed: SchedulerItem<MessageId> = {
  ...anyMessage,
  target: receiver,
  anchor,
  data: 'You received 5',
  tags: [...kept, ...added, ...pushedFor],
};

const entryOf = (change: Partial<typeof pushed> = {}): ScheduledMessage => ({
  assignment,
  message: { ...pushed, ...change },
});
const compare = (change: Partial<typeof pushed> = {}, emitted: Partial<Emission> = {}) =>
  compareEmission(entryOf(change), { ...emission, ...emitted });

describe('what a messenger signed for a process', () => {
  it('is what the process emitted', () => {
    expect(compare()).toEqual([]);
  });

  it('may be pushed for the message that began it all, or say nothing of that', () => {
    expect(compare({ tags: [...kept, ...added, { name: 'Pushed-For', value: 'root' }] })).toEqual([]);
    expect(compare({ tags: [...kept, ...added] })).toEqual([]);
  });

  it.each<[string, Json]>([
    ['no data', { ...outbox, Data: '' }],
    ['null for data', { ...outbox, Data: null }],
  ])('has one space for %s', (_, emptied) => {
    expect(compare({ data: ' ' }, { outbox: emptied })).toEqual([]);
    expect(compare({ data: '' }, { outbox: emptied })).toEqual([
      { field: 'data', expected: ' ', actual: '' },
    ]);
  });

  it('writes numbers and other values as text', () => {
    const outboxOfNumbers = {
      ...outbox,
      Data: 5,
      Tags: [
        { name: 'Quantity', value: 5 },
        { name: 'Ok', value: true },
      ],
    };
    const tags = [{ name: 'Quantity', value: '5' }, { name: 'Ok', value: 'true' }, ...added];
    expect(compare({ data: '5', tags }, { outbox: outboxOfNumbers })).toEqual([]);
  });

  it.each<[string, Partial<typeof pushed>, object]>([
    ['target', { target: sender }, { field: 'target', expected: receiver, actual: sender }],
    ['target', { target: null }, { field: 'target', expected: receiver, actual: '' }],
    ['anchor', { anchor: '99' }, { field: 'anchor', expected: anchor, actual: '99' }],
    ['anchor', { anchor: null }, { field: 'anchor', expected: anchor, actual: '' }],
    [
      'data',
      { data: 'You received 6' },
      { field: 'data', expected: 'You received 5', actual: 'You received 6' },
    ],
    ['data', { data: null }, { field: 'data', expected: 'You received 5', actual: '' }],
    [
      'cause',
      { tags: [...kept, ...added, { name: 'Pushed-For', value: 'other' }] },
      { field: 'pushed-for', expected: `${cause} or root`, actual: 'other' },
    ],
  ])('is another message with another %s', (_, change, difference) => {
    expect(compare(change)).toEqual([difference]);
  });

  it('is another message where any of several causes is made up', () => {
    const other = { name: 'Pushed-For', value: 'other' };
    const made = [{ field: 'pushed-for', expected: `${cause} or root`, actual: 'other' }];
    expect(compare({ tags: [...kept, ...added, ...pushedFor, other] })).toEqual(made);
    expect(compare({ tags: [...kept, ...added, other, ...pushedFor] })).toEqual(made);
    expect(compare({ tags: [...kept, other, ...added, ...pushedFor] })).toEqual(made);
  });

  it('may repeat a cause that the process itself named', () => {
    const own = { name: 'Pushed-For', value: 'own' };
    const tags = [...kept, own, ...added, ...pushedFor];
    expect(compare({ tags }, { outbox: { ...outbox, Tags: [...outbox.Tags, own] } })).toEqual([]);
  });

  const tagged = (change: (tags: Tags) => Tags) =>
    compare({ tags: change([...kept, ...added, ...pushedFor]) });
  const replaced = (name: string, value: string) => (tags: Tags) =>
    tags.map((tag) => (tag.name === name ? { name, value } : tag));

  it.each([
    ['Quantity', '5', '500'],
    ['Type', 'Message', 'Process'],
    ['Data-Protocol', 'ao', 'zone'],
    ['From-Process', sender, receiver],
    ['From-Module', moduleId, sender],
  ])('is another message with another %s', (name, value, changed) => {
    expect(tagged(replaced(name, changed))).toEqual([
      { field: 'tags', expected: `${name}: ${value}`, actual: `${name}: ${changed}` },
    ]);
  });

  it('is another message with a tag more, a tag less, or tags in another order', () => {
    const extra = { name: 'Sender', value: 'me' };
    expect(tagged((tags) => [...tags, extra])).toMatchObject([{ field: 'tags', actual: 'Sender: me' }]);
    expect(tagged((tags) => tags.slice(1))).toMatchObject([{ field: 'tags', expected: 'Variant: ao.TN.1' }]);
    const [first, second, ...rest] = kept;
    if (first === undefined || second === undefined) throw new Error('there are no tags');
    const whole = (tags: Tags) =>
      [...tags, ...added].map(({ name, value }) => `${name}: ${value}`).join(', ');
    expect(tagged(() => [second, first, ...rest, ...added])).toEqual([
      { field: 'tags', expected: whole(kept), actual: whole([second, first, ...rest]) },
    ]);
    // A tag whose name and value are known, but not together, is named.
    expect(tagged(replaced('Reference', 'ao.TN.1'))).toMatchObject([{ actual: 'Reference: ao.TN.1' }]);
  });

  it('is not confused by a tag whose value looks like two tags', () => {
    const tricky = { ...outbox, Tags: [{ name: 'X', value: '1, Quantity: 5' }] };
    const tags = [{ name: 'X', value: '1' }, { name: 'Quantity', value: '5' }, ...added];
    expect(compare({ tags }, { outbox: tricky })).toHaveLength(1);
  });

  it('leaves out what the process said of itself and the messenger says anew', () => {
    const Tags = [
      ...outbox.Tags,
      ...['From-Process', 'From-Module', 'Assignments', 'Pushed-For'].map((name) => ({
        name,
        value: 'mine',
      })),
    ];
    expect(compare({}, { outbox: { ...outbox, Tags } })).toEqual([]);
  });

  it('is compared in the gateway’s spelling where it was only assigned', () => {
    const assigned: AssignedItem = { ...pushed, anchor: encodeBase64url(encodeUtf8(anchor)) };
    expect(compareEmission({ assignment, message: null, assigned }, emission)).toEqual([]);
    const anchorless: AssignedItem = { ...assigned, anchor: null };
    expect(compareEmission({ assignment, message: null, assigned: anchorless }, emission)).toMatchObject([
      { field: 'anchor', actual: '' },
    ]);
  });

  it('differs in everything from nothing', () => {
    const fields = (differences: readonly { field: string }[]) => differences.map(({ field }) => field);
    expect(fields(compareEmission({ assignment, message: null }, emission))).toEqual([
      'target',
      'anchor',
      'data',
      'tags',
    ]);
    for (const nothing of [null, 'text', [outbox], { Tags: 'none' }]) {
      expect(fields(compare({}, { outbox: nothing })), JSON.stringify(nothing)).toEqual([
        'target',
        'anchor',
        'data',
        'tags',
      ]);
    }
  });

  it('shows nothing for what is not there', () => {
    const nothing = compareEmission({ assignment, message: null }, { ...emission, outbox: null });
    expect(nothing.map(({ field, actual }) => [field, actual])).toEqual([
      ['data', ''],
      ['tags', ''],
    ]);
    const [target, anchorOf] = compare({}, { outbox: { Tags: [] } });
    expect([target?.expected, anchorOf?.expected]).toEqual(['', '']);
    const untagged = compare({ tags: added }, { outbox: { ...outbox, Tags: 'none' } });
    expect(untagged).toEqual([]);
  });

  it('has no tags but those that have a name and a value', () => {
    const Tags = [{ name: 'Lonely' }, { value: 'nameless' }, null, 'text', ...outbox.Tags];
    expect(compare({}, { outbox: { ...outbox, Tags } })).toEqual([]);
  });
});

describe('the target of an outbox message', () => {
  it('is what it names', () => {
    expect(targetOf(outbox)).toBe(receiver);
    for (const nothing of [null, 'text', [outbox], {}, { Target: null }, Object.create(outbox) as Json]) {
      expect(targetOf(nothing)).toBeUndefined();
    }
  });
});

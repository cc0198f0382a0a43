import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase64url } from '../base/base64url.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import { JsonAt } from '../base/json.ts';
import type { DataItem } from '../protocol/dataItem.ts';
import { decodeSchedulerItem } from '../protocol/schedulerItemJson.ts';
import { type FetchExact, type ItemRole, verifySchedulerItem } from './schedulerItem.ts';
import { type TellOptions, type ToldItem, tellItem } from './testing/schedulerText.ts';
import { type ItemContent, signItem, testKey } from './testing/signing.ts';

const key = testKey(9);
const textAnchor = encodeUtf8(`${'0'.repeat(31)}7`);
const binaryAnchor = new Uint8Array(32).fill(0xfe);
const binaryData = Uint8Array.from([0x68, 0xff, 0x69]);
const facts = {
  process: 'process-signature',
  assignment: 'assignment-signatures',
  message: 'message-signatures',
} as const;

interface Case {
  readonly role?: ItemRole;
  readonly content: ItemContent;
  readonly told?: TellOptions;
  readonly change?: Partial<ToldItem>;
  readonly exact?: (item: DataItem) => DataItem | undefined;
}

async function check({ role = 'message', content, told, change, exact }: Case) {
  const item = await signItem(key, content);
  const asked: (readonly [string, string])[] = [];
  const fetchExact: FetchExact = async (id, asRole) => {
    asked.push([id, asRole]);
    return exact?.(item);
  };
  const text = { ...tellItem(item, role, told), ...change };
  const finding = verifySchedulerItem(decodeSchedulerItem(new JsonAt(text, 'item')), {
    role,
    fact: facts[role],
    nonce: 4,
    ...(exact && { fetchExact }),
  });
  return { item, asked, finding };
}

const honest = (item: DataItem) => item;
const full: ItemContent = {
  target: `${'T'.repeat(42)}A`,
  anchor: textAnchor,
  tags: [
    { name: 'Action', value: 'Ü' },
    { name: '', value: '' },
  ],
  data: encodeUtf8('\ufeffdata with a mark, and \ufffd in it'),
};

describe('half of a surrogate pair, which UTF-8 writes as U+FFFD', () => {
  const half = '\ud800';
  const content = {
    anchor: encodeUtf8(`${'0'.repeat(29)}\ufffd`),
    tags: [{ name: 'N\ufffd', value: '\ufffd' }],
    data: encodeUtf8('\ufffd'),
  };

  it.each<[string, Partial<ToldItem>]>([
    ['data', { data: half }],
    ['anchor', { anchor: `${'0'.repeat(29)}${half}` }],
    ['the name of a tag', { tags: [{ name: `N${half}`, value: '\ufffd' }] }],
    ['the value of a tag', { tags: [{ name: 'N\ufffd', value: half }] }],
  ])('is not what was signed where it is told as %s', async (_, change) => {
    const told = await check({ content });
    await expect(told.finding).resolves.toMatchObject({ status: 'holds' });
    const { finding, asked } = await check({ content, change, exact: honest });
    await expect(finding).rejects.toMatchObject({
      code: 'item-malformed',
      message: expect.stringContaining('comes with half of a surrogate pair'),
      details: { fact: 'message-signatures', nonce: 4, expected: 'text that can be signed' },
    });
    expect(asked).toEqual([]);
  });
});

describe('an item whose text says everything', () => {
  it.each<[string, Case]>([
    ['with all fields', { content: full }],
    ['with nothing', { content: {} }],
    ['a process', { role: 'process', content: { ...full, target: '' } }],
    [
      'an assignment with a binary anchor shown',
      { role: 'assignment', content: { anchor: binaryAnchor }, told: { showAnchor: true } },
    ],
    [
      'an assignment with a text anchor shown',
      { role: 'assignment', content: { anchor: textAnchor }, told: { showAnchor: true } },
    ],
    ['an assignment with an empty anchor', { role: 'assignment', content: {} }],
    [
      'an assignment told without data',
      {
        role: 'assignment',
        content: { anchor: binaryAnchor },
        told: { showAnchor: true },
        change: { data: null },
      },
    ],
  ])('holds, and no gateway is asked: %s', async (_, given) => {
    const { finding, item, asked } = await check({ ...given, exact: honest });
    const { signatureType: _type, ...exact } = item;
    await expect(finding).resolves.toEqual({ status: 'holds', exact });
    expect(asked).toEqual([]);
  });

  it('holds for any text', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 });
    const tags = fc.array(fc.record({ name: text, value: text }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(tags, text, fc.boolean(), async (list, data, anchored) => {
        const content = { tags: list, data: encodeUtf8(data), ...(anchored && { anchor: textAnchor }) };
        const { finding } = await check({ content });
        await expect(finding).resolves.toMatchObject({ status: 'holds' });
      }),
      { numRuns: 15 },
    );
  });

  it.each<[string, Partial<ToldItem>]>([
    ['target', { target: '' }],
    ['anchor', { anchor: '0'.repeat(32) }],
    ['tags', { tags: [] }],
    ['data', { data: 'x' }],
  ])('fails with another %s, whatever a gateway says', async (_, change) => {
    const plain = { ...full, data: encodeUtf8('plain') };
    const { finding, asked } = await check({ content: plain, change, exact: honest });
    await expect(finding).rejects.toMatchObject({
      layer: 'verification',
      code: 'signature-invalid',
      details: { fact: 'message-signatures', nonce: 4, itemId: expect.stringMatching(/^.{43}$/) },
    });
    expect(asked).toEqual([]);
  });
});

const lossy: readonly (readonly [string, Case, RegExp])[] = [
  ['data that is not text', { content: { ...full, data: binaryData } }, /data is not text/],
  [
    'a binary anchor',
    { content: { ...full, anchor: binaryAnchor, data: textAnchor } },
    /does not tell its anchor/,
  ],
  ['both', { content: { anchor: binaryAnchor, data: binaryData } }, /data is not text/],
  [
    'a process with binary data',
    { role: 'process', content: { data: binaryData, anchor: textAnchor } },
    /does not tell its data/,
  ],
  [
    'a process without signature',
    { role: 'process', content: { data: encodeUtf8('x'), anchor: textAnchor }, change: { signature: '' } },
    /does not tell its signature/,
  ],
  [
    'an assignment without its anchor',
    { role: 'assignment', content: { anchor: binaryAnchor } },
    /does not tell its anchor/,
  ],
  [
    'an assignment from before AOP-1',
    {
      role: 'assignment',
      content: { anchor: textAnchor, tags: [{ name: 'Bundle-Format', value: 'binary' }], data: binaryData },
      change: { data: null },
    },
    /Before AOP-1/,
  ],
];

describe('an item whose text is lossy', () => {
  it.each(lossy)('is unknown without a gateway: %s', async (_, given, reason) => {
    const { finding } = await check(given);
    await expect(finding).resolves.toEqual({ status: 'unknown', reason: expect.stringMatching(reason) });
  });

  it.each(lossy)('is unknown when the gateway has nothing: %s', async (_, given, reason) => {
    const { finding } = await check({ ...given, exact: () => undefined });
    await expect(finding).resolves.toEqual({ status: 'unknown', reason: expect.stringMatching(reason) });
  });

  it.each(lossy)('holds by an exact copy: %s', async (_, given) => {
    const { finding, item, asked } = await check({ ...given, exact: honest });
    await expect(finding).resolves.toEqual({ status: 'holds', exact: item });
    expect(asked).toEqual([[expect.any(String), given.role ?? 'message']]);
  });

  it.each(lossy)('is unknown when the copy does not hold: %s', async (_, given) => {
    const { finding } = await check({ ...given, exact: (item) => ({ ...item, data: encodeUtf8('lie') }) });
    await expect(finding).resolves.toEqual({
      status: 'unknown',
      reason: expect.stringMatching(/The gateway’s copy does not hold either\.$/),
    });
  });

  it.each(lossy)('is unknown when the copy is another item that holds: %s', async (_, given) => {
    const another = await signItem(key, { data: encodeUtf8('another') });
    const { finding } = await check({ ...given, exact: () => another });
    await expect(finding).resolves.toMatchObject({ status: 'unknown' });
  });

  it.each<[string, Case, string, string, string]>([
    [
      'owner',
      {
        content: { anchor: binaryAnchor },
        change: { owner: { address: testKey(8).address, key: encodeBase64url(testKey(8).owner) } },
      },
      'owner',
      encodeBase64url(key.owner),
      encodeBase64url(testKey(8).owner),
    ],
    [
      'target',
      { content: { ...full, anchor: binaryAnchor }, change: { target: '' } },
      'target',
      `${'T'.repeat(42)}A`,
      '',
    ],
    [
      'tags',
      { content: { anchor: binaryAnchor }, change: { tags: [{ name: 'a', value: 'b' }] } },
      'list of tags',
      '[]',
      '[{"name":"a","value":"b"}]',
    ],
    [
      'data',
      { content: { anchor: binaryAnchor, data: encodeUtf8('yes') }, change: { data: 'no' } },
      'data',
      'yes',
      'no',
    ],
    [
      'lossy data',
      { content: { data: binaryData }, change: { data: 'h\ufffd\ufffdi' } },
      'data',
      'h\ufffdi',
      'h\ufffd\ufffdi',
    ],
    [
      'no data',
      { content: { data: binaryData, anchor: binaryAnchor }, change: { data: null } },
      'data',
      'h\ufffdi',
      'null',
    ],
    [
      'an anchor left out',
      { content: { anchor: textAnchor }, change: { anchor: null } },
      'anchor',
      `${'0'.repeat(31)}7`,
      'null',
    ],
    [
      'an anchor made up',
      { content: { anchor: binaryAnchor, data: binaryData }, change: { anchor: 'x' } },
      'anchor',
      'null',
      'x',
    ],
    [
      'data of a process',
      { role: 'process', content: { anchor: binaryAnchor, data: encodeUtf8('yes') }, change: { data: 'no' } },
      'data',
      'yes',
      'no',
    ],
  ])('fails when an exact copy reads differently: %s', async (_, given, field, expected, actual) => {
    const { finding } = await check({ ...given, exact: honest });
    const error = await finding.then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject({
      layer: 'verification',
      code: 'text-differs',
      details: { fact: facts[given.role ?? 'message'], nonce: 4, expected, actual },
    });
    expect(error?.message).toContain(`another ${field} than`);
  });

  it.each<[string, Case]>([
    ['left out', { content: { anchor: textAnchor }, change: { anchor: null } }],
    ['told as text', { content: { anchor: textAnchor } }],
    ['told in base64url', { content: { anchor: binaryAnchor }, told: { showAnchor: true } }],
  ])('holds for an assignment whose anchor is %s', async (_, { content, ...given }) => {
    const old = { ...content, tags: [{ name: 'Bundle-Format', value: 'binary' }], data: binaryData };
    const change = { data: null, ...given.change };
    const { finding } = await check({ ...given, role: 'assignment', content: old, change, exact: honest });
    await expect(finding).resolves.toMatchObject({ status: 'holds' });
  });

  it('fails for an assignment whose anchor is another', async () => {
    const content = { anchor: binaryAnchor, tags: [{ name: 'Bundle-Format', value: 'binary' }] };
    const { finding } = await check({ role: 'assignment', content, change: { anchor: 'x' }, exact: honest });
    await expect(finding).rejects.toMatchObject({
      code: 'text-differs',
      details: { expected: encodeBase64url(binaryAnchor), actual: 'x' },
    });
  });

  it('fails for a process whose binary data is told as damaged text', async () => {
    const content = { anchor: textAnchor, data: binaryData };
    const { finding } = await check({
      role: 'process',
      content,
      change: { data: 'h\ufffdi' },
      exact: honest,
    });
    await expect(finding).rejects.toMatchObject({
      code: 'text-differs',
      details: { expected: 'null', actual: 'h\ufffdi' },
    });
  });

  it('holds for a process whose unit leaves out data that is text', async () => {
    const content = { anchor: textAnchor, data: encodeUtf8('boot') };
    const { finding } = await check({ role: 'process', content, change: { data: null }, exact: honest });
    await expect(finding).resolves.toMatchObject({ status: 'holds' });
  });

  it('shortens what differs, and nothing else', async () => {
    const content = { anchor: binaryAnchor, data: encodeUtf8('x'.repeat(201)) };
    const { finding } = await check({ content, change: { data: 'y'.repeat(200) }, exact: honest });
    await expect(finding).rejects.toMatchObject({
      details: { expected: `${'x'.repeat(200)}…`, actual: 'y'.repeat(200) },
    });
  });
});

describe('an item signed in a way that is not known here', () => {
  // 33 bytes of key and 65 of signature are no type of ANS-104.
  const text = async (change: Partial<ToldItem> = {}) => {
    const { signature } = await signItem(key, full);
    const owner = new Uint8Array(33);
    const item = { ...(await signItem(key, full)), owner, signature };
    return decodeSchedulerItem(new JsonAt({ ...tellItem(item, 'message'), ...change }, 'item'));
  };

  it('is unknown', async () => {
    const finding = verifySchedulerItem(await text(), { role: 'message', fact: 'message-signatures' });
    await expect(finding).resolves.toEqual({
      status: 'unknown',
      reason: 'It is signed in a way that Selfsame cannot check.',
    });
  });

  it('fails where the id is not its own', async () => {
    const item = await text({ id: `${'I'.repeat(42)}A` });
    const finding = verifySchedulerItem(item, { role: 'message', fact: 'message-signatures' });
    await expect(finding).rejects.toMatchObject({
      code: 'id-mismatch',
      details: { fact: 'message-signatures', expected: `${'I'.repeat(42)}A` },
    });
    await expect(finding).rejects.not.toHaveProperty('details.nonce');
  });
});

describe('an item of which the scheduler unit keeps back more than one thing', () => {
  it('is unknown for what its role cannot explain away', async () => {
    const item = decodeSchedulerItem(
      new JsonAt({ ...tellItem(await signItem(key, full), 'message'), data: null, anchor: null }, 'item'),
    );
    const finding = verifySchedulerItem(item, { role: 'message', fact: 'message-signatures' });
    await expect(finding).resolves.toEqual({
      status: 'unknown',
      reason: 'The scheduler unit does not tell its anchor, which is part of what was signed.',
    });
  });
});

describe('the anchor of a message', () => {
  it('is never read as base64url, which only assignments are told in', async () => {
    const anchor = new Uint8Array(32).fill(200);
    const told = tellItem(await signItem(key, { anchor }), 'message');
    const item = decodeSchedulerItem(new JsonAt({ ...told, anchor: encodeBase64url(anchor) }, 'item'));
    const finding = verifySchedulerItem(item, { role: 'message', fact: 'message-signatures' });
    await expect(finding).rejects.toMatchObject({ code: 'signature-invalid' });
  });
});

describe('an item that fails', () => {
  const check = { role: 'message', fact: 'message-signatures' } as const;
  const told = async (change: Partial<ToldItem>) =>
    decodeSchedulerItem(
      new JsonAt(
        {
          ...tellItem(
            await signItem(key, { data: encodeUtf8('x'), anchor: encodeUtf8('a'.repeat(32)) }),
            'message',
          ),
          ...change,
        },
        'item',
      ),
    );

  it('says whose signature was expected', async () => {
    await expect(verifySchedulerItem(await told({ data: 'y' }), check)).rejects.toMatchObject({
      code: 'signature-invalid',
      details: {
        expected: `a signature by ${key.address} over what is told`,
        actual: 'a signature of something else',
      },
    });
  });

  it('says what is not base64url', async () => {
    const item = { ...(await told({})), signature: '!', ownerKey: 'AAAA', target: 'BBBB' };
    await expect(verifySchedulerItem(item, check)).rejects.toMatchObject({
      code: 'item-malformed',
      details: { expected: 'base64url', actual: '! AAAA BBBB' },
    });
  });
});

describe('a message that is a bundle itself', () => {
  it('is no bundle of a scheduler’s', async () => {
    const content = {
      data: encodeUtf8('x'),
      anchor: encodeUtf8('a'.repeat(32)),
      tags: [{ name: 'Bundle-Format', value: 'binary' }],
    };
    const item = { ...tellItem(await signItem(key, content), 'message'), anchor: null };
    const finding = verifySchedulerItem(decodeSchedulerItem(new JsonAt(item, 'item')), {
      role: 'message',
      fact: 'message-signatures',
    });
    await expect(finding).resolves.toMatchObject({ reason: expect.stringContaining('its anchor') });
  });
});

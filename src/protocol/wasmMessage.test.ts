import { describe, expect, it } from 'vitest';
import { decodeUtf8Strict } from '../base/bytes.ts';
import { encodeDryRun } from './dryRunMessage.ts';
import type { AssignmentId, MessageId, ProcessId } from './ids.ts';
import type { Assignment, AuthenticMessage, ScheduledMessage, SchedulerItem } from './message.ts';
import { decodeModule } from './module.ts';
import { decodeProcess } from './process.ts';
import {
  encodeCron,
  encodeEnvironment,
  encodeProcessMessage,
  encodeScheduled,
  type WasmMessage,
} from './wasmMessage.ts';

// The texts below are written out by hand from legacynet.md §4.1 to §4.5: keys, order, nulls and types as the module must read them.

const processId = `${'P'.repeat(42)}A`;
const messageId = `${'M'.repeat(42)}A`;
const rsaKey = 'k'.repeat(683);
// The public key of the private key 1, whose address every Ethereum library gives as `processOwner` below.
const ethereumKey = 'BHm-Zn753LusVaBilc6HCwcCm_zbLc4o2VnygVsW-BeYSDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg';
const tags = [
  { name: 'Action', value: 'Transfer' },
  { name: 'From', value: 'someone else' },
  { name: 'Owner', value: 'someone else' },
  { name: 'owner', value: 'kept' },
];

const message: SchedulerItem<MessageId> = {
  id: messageId as MessageId,
  ownerKey: rsaKey,
  ownerAddress: 'theOwner',
  tags,
  signature: 'sig',
  anchor: null,
  target: 'ignored',
  data: 'hé\u2028"',
};

const assignment: Assignment = {
  id: 'assignment' as AssignmentId,
  ownerKey: rsaKey,
  ownerAddress: 'scheduler',
  tags: [],
  signature: '',
  anchor: null,
  target: '',
  data: '',
  processId: processId as ProcessId,
  epoch: 0,
  nonce: 7,
  timestampMs: 1728856580024,
  blockHeight: 1526366,
  hashChain: 'chain',
  messageId: messageId as MessageId,
  exclude: [],
};

/** The bytes are the text's own. */
const readable = (input: WasmMessage) => ({ ...input, json: decodeUtf8Strict(input.json) });
/** Tests of encoding alone; everywhere else only verification makes one. */
const authentic = (entry: ScheduledMessage) => entry as AuthenticMessage;
const scheduled = (change: Partial<SchedulerItem<MessageId>> = {}) =>
  readable(encodeScheduled(authentic({ assignment, message: { ...message, ...change } })));

const keptTags = '[{"name":"Action","value":"Transfer"},{"name":"owner","value":"kept"}]';
const place = '"Epoch":0,"Nonce":7,"Timestamp":1728856580024,"Block-Height":1526366,"Hash-Chain":"chain"';

describe('a scheduled message', () => {
  it('has the reference keys in their order, a null anchor, and no From or Owner tags', () => {
    expect(scheduled()).toEqual({
      kind: 'scheduled',
      blockHeight: 1526366,
      json:
        `{"Id":"${messageId}","Signature":"sig","Data":"hé\u2028\\"","Owner":"theOwner","Target":"${processId}","Anchor":null,` +
        `"From":"theOwner","Tags":${keptTags},${place},"Cron":false,"Read-Only":false}`,
    });
  });

  it('keeps null data, as of a process whose data is binary', () => {
    expect(scheduled({ data: null }).json).toContain('"Signature":"sig","Data":null,"Owner"');
  });

  it('is From the process that it says, and Forwarded-By its owner', () => {
    const pushed = scheduled({ tags: [{ name: 'From-Process', value: 'sender' }], anchor: '0001' });
    expect(pushed.json).toContain(
      '"Anchor":"0001","From":"sender","Forwarded-By":"theOwner","Tags":[{"name":"From-Process","value":"sender"}]',
    );
  });

  it('is Forwarded-By its owner even when From-Process says nothing', () => {
    const pushed = scheduled({ tags: [{ name: 'From-Process', value: '' }] });
    expect(pushed.json).toContain('"From":"theOwner","Forwarded-By":"theOwner"');
  });

  it('reads the first of several From-Process tags', () => {
    const names = ['a', 'b'].map((value) => ({ name: 'From-Process', value }));
    expect(scheduled({ tags: names }).json).toContain('"From":"a"');
  });
});

describe('an assigned item', () => {
  const assigned = {
    ...message,
    anchor: '',
    target: null,
    tags: [{ name: 'From-Process', value: 'sender' }],
  };
  const encodeAssigned = (exclude: readonly string[], target: string | null = null) =>
    readable(
      encodeScheduled(
        authentic({
          assignment: { ...assignment, exclude },
          message: null,
          assigned: { ...assigned, target },
        }),
      ),
    ).json;

  it('has no Forwarded-By, and its own target', () => {
    expect(encodeAssigned([], 'elsewhere')).toBe(
      `{"Id":"${messageId}","Signature":"sig","Data":"hé\u2028\\"","Owner":"theOwner","Target":"elsewhere","Anchor":"",` +
        `"From":"sender","Tags":[{"name":"From-Process","value":"sender"}],${place},"Cron":false,"Read-Only":false}`,
    );
    expect(encodeAssigned([])).toContain('"Target":""');
  });

  it('lacks what was excluded', () => {
    expect(encodeAssigned(['Data', 'Tags', 'Signature', 'Anchor', 'Owner'])).toBe(
      `{"Id":"${messageId}","Owner":"theOwner","Target":"","From":"theOwner","Tags":[],${place},"Cron":false,"Read-Only":false}`,
    );
  });

  it('cannot be encoded before a gateway has told it', () => {
    expect(() => encodeScheduled(authentic({ assignment, message: null }))).toThrow(
      expect.objectContaining({ layer: 'protocol', code: 'assigned-item-missing' }),
    );
  });
});

const process = decodeProcess(
  {
    ...message,
    id: processId as ProcessId,
    ownerKey: ethereumKey,
    tags: [
      { name: 'Data-Protocol', value: 'ao' },
      { name: 'Type', value: 'Process' },
      { name: 'Module', value: messageId },
      { name: 'Owner', value: 'kept in the environment' },
    ],
  },
  { blockHeight: 5, timestampMs: 6000 },
);

const processOwner = '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf';

describe('other messages', () => {
  it('start a process that is not in its own schedule, without a place', () => {
    expect(readable(encodeProcessMessage(process, 'boot'))).toEqual({
      kind: 'process',
      blockHeight: 5,
      json:
        `{"Id":"${processId}","Signature":"sig","Data":"boot","Owner":"${processOwner}","Target":"${processId}","Anchor":null,` +
        `"From":"${processOwner}","Tags":[{"name":"Data-Protocol","value":"ao"},{"name":"Type","value":"Process"},` +
        `{"name":"Module","value":"${messageId}"}],"Timestamp":6000,"Block-Height":5,"Cron":false,"Read-Only":false}`,
    });
  });

  it('come from cron with nothing but owner, target, tags and time', () => {
    const cron = { tags: [{ name: 'From-Process', value: 'x' }], timestampMs: 9000, blockHeight: 8 };
    expect(readable(encodeCron(process, cron))).toEqual({
      kind: 'cron',
      blockHeight: 8,
      json:
        `{"Owner":"${processOwner}","Target":"${processId}","From":"${processOwner}",` +
        '"Tags":[{"name":"From-Process","value":"x"}],"Timestamp":9000,"Block-Height":8,"Cron":true,"Read-Only":false}',
    });
  });

  it('come with an environment whose tags are whole', () => {
    const module = decodeModule(
      {
        id: messageId as MessageId,
        ownerKey: rsaKey,
        ownerAddress: 'moduleOwner',
        tags: [
          { name: 'Module-Format', value: 'wasm64-unknown-emscripten-draft_2024_02_15' },
          { name: 'Input-Encoding', value: 'JSON-1' },
          { name: 'Output-Encoding', value: 'JSON-1' },
        ],
      },
      [],
    );
    expect(encodeEnvironment(process, module)).toBe(
      `{"Process":{"Id":"${processId}","Owner":"${processOwner}","Tags":[{"name":"Data-Protocol","value":"ao"},` +
        `{"name":"Type","value":"Process"},{"name":"Module","value":"${messageId}"},{"name":"Owner","value":"kept in the environment"}]},` +
        `"Module":{"Id":"${messageId}","Owner":"moduleOwner","Tags":[{"name":"Module-Format","value":"wasm64-unknown-emscripten-draft_2024_02_15"},` +
        '{"name":"Input-Encoding","value":"JSON-1"},{"name":"Output-Encoding","value":"JSON-1"}]}}',
    );
  });
});

describe('a dry-run', () => {
  const state = { processId: processId as ProcessId, timestampMs: 100, blockHeight: 9 };
  const body = { Tags: [{ name: 'Action', value: 'Balance', extra: 1 }], Owner: 'me', Unknown: 1 };

  it("takes the state's coordinates and is read-only", () => {
    expect(readable(encodeDryRun(body, state))).toEqual({
      kind: 'dry-run',
      blockHeight: 9,
      json:
        `{"Owner":"me","Target":"${processId}","From":"me","Tags":[{"name":"Action","value":"Balance"}],` +
        '"Timestamp":100,"Block-Height":9,"Cron":false,"Read-Only":true}',
    });
  });

  it("lets the caller's fields win, except From and Read-Only", () => {
    const full = {
      ...body,
      'Read-Only': false,
      From: 'not me',
      Cron: true,
      Timestamp: '200',
      'Block-Height': 3,
      Target: 'other',
      Data: null,
      Anchor: '0',
      Id: '1234',
      Epoch: null,
      Nonce: 4,
      'Hash-Chain': 'h',
      Signature: 's',
    };
    expect(readable(encodeDryRun(full, state))).toEqual({
      kind: 'dry-run',
      blockHeight: 3,
      json:
        '{"Id":"1234","Signature":"s","Data":null,"Owner":"me","Target":"other","Anchor":"0","From":"me",' +
        '"Tags":[{"name":"Action","value":"Balance"}],"Epoch":null,"Nonce":4,"Timestamp":200,"Block-Height":3,"Hash-Chain":"h","Cron":true,"Read-Only":true}',
    });
  });

  it('may say that it comes from a process', () => {
    const claimed = { ...body, Tags: [{ name: 'From-Process', value: 'p' }], 'Forwarded-By': 'unit' };
    expect(readable(encodeDryRun(claimed, state)).json).toContain('"From":"p","Forwarded-By":"unit","Tags"');
  });

  it.each([
    ['no owner', { ...body, Owner: undefined }, 'message.Owner'],
    ['an empty owner', { ...body, Owner: '' }, 'message.Owner'],
    ['no tags', { Owner: 'me' }, 'message.Tags'],
    ['a tag without value', { Owner: 'me', Tags: [{ name: 'x' }] }, 'message.Tags[0].value'],
    ['an empty target', { ...body, Target: '' }, 'message.Target'],
    ['a time that is no number', { ...body, Timestamp: 'now' }, 'message.Timestamp'],
    ['a negative nonce', { ...body, Nonce: -1 }, 'message.Nonce'],
    ['a text for Cron', { ...body, Cron: 'yes' }, 'message.Cron'],
    ['a number for Id', { ...body, Id: 5 }, 'message.Id'],
    ['no object', 'hello', 'message'],
  ])('with %s is refused', (_, wrong, path) => {
    expect(() => encodeDryRun(wrong, state)).toThrow(
      expect.objectContaining({ code: 'unexpected-json', details: expect.objectContaining({ path }) }),
    );
  });
});

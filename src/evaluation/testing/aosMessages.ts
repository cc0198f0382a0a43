import { encodeUtf8 } from '../../base/bytes.ts';
import type { WasmMessage } from '../../protocol/wasmMessage.ts';

/** 43 characters that differ by their first. */
function id(letter: string): string {
  return letter.repeat(43);
}

const processId = id('P');
const owner = id('W');
const moduleId = id('M');

const processTags = [
  { name: 'Data-Protocol', value: 'ao' },
  { name: 'Variant', value: 'ao.TN.1' },
  { name: 'Type', value: 'Process' },
  { name: 'Module', value: moduleId },
  { name: 'Scheduler', value: id('S') },
  { name: 'Authority', value: id('A') },
  { name: 'Name', value: 'Differential' },
];

const messageTags = [
  { name: 'Data-Protocol', value: 'ao' },
  { name: 'Type', value: 'Message' },
];

export const environmentJson = JSON.stringify({
  Process: { Id: processId, Owner: owner, Tags: processTags },
  Module: { Id: moduleId, Owner: owner, Tags: [{ name: 'Data-Protocol', value: 'ao' }] },
});

interface Fields {
  readonly id?: string;
  readonly data?: string | null;
  readonly action?: string;
  readonly from?: string;
  readonly tags?: readonly { readonly name: string; readonly value: string }[];
}

/**
 * The test's own messages, with every key that a scheduled message has, in order (legacynet.md §4.1). The encoders of
 * `protocol/` take real messages only; here the judge is the reference loader, and any text will do.
 */
export class Scenario {
  #nonce = 0;

  process(): WasmMessage {
    return this.#message({ id: processId, tags: processTags });
  }

  evaluate(lua: string): WasmMessage {
    return this.#message({ action: 'Eval', data: lua });
  }

  send(action: string, fields: Omit<Fields, 'action'> = {}): WasmMessage {
    return this.#message({ action, ...fields });
  }

  #message({ id: given, data = '1984', action, from = owner, tags = [] }: Fields): WasmMessage {
    const nonce = this.#nonce;
    this.#nonce += 1;
    const actionTag = action === undefined ? [] : [{ name: 'Action', value: action }];
    const json = JSON.stringify({
      Id: given ?? String(nonce).padStart(43, 'm'),
      Signature: 's'.repeat(683),
      Data: data,
      Owner: from,
      Target: processId,
      Anchor: null,
      From: from,
      Tags: given === undefined ? [...messageTags, ...actionTag, ...tags] : tags,
      Epoch: 0,
      Nonce: nonce,
      Timestamp: 1_717_000_000_000 + nonce * 1013,
      'Block-Height': 1_450_000 + nonce,
      'Hash-Chain': id('h'),
      Cron: false,
      'Read-Only': false,
    });
    const message = { kind: 'scheduled', json: encodeUtf8(json), blockHeight: 1_450_000 + nonce } as const;
    return message as unknown as WasmMessage;
  }
}

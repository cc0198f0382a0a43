import { JsonAt } from '../base/json.ts';
import type { ProcessId } from './ids.ts';
import { decodeTagList } from './schedulerItemJson.ts';
import { encode, senderOf, type WasmMessage } from './wasmMessage.ts';

/** The state that is asked: coordinates of the last message it has evaluated. */
export interface StateCoordinates {
  readonly processId: ProcessId;
  readonly timestampMs: number;
  readonly blockHeight: number;
}

/**
 * A question nobody signed, as `POST /dry-run` takes it (legacynet.md §6.6): the caller's fields win over the state's coordinates,
 * except `From`, which follows from tags and owner, and `Read-Only`.
 * @throws ProtocolError `unexpected-json` where Owner, Tags, Target or the numbers are not what they must be
 */
export function encodeDryRun(body: unknown, state: StateCoordinates): WasmMessage {
  const at = new JsonAt(body, 'message');
  const text = (name: string) =>
    at.field(name).value === undefined ? undefined : at.field(name).textOrNull();
  const nonEmpty = (name: string) =>
    at.field(name).text() || refuse(at.field(name), 'a text that is not empty');
  const number = (name: string, fallback: number) =>
    at.field(name).value === undefined ? fallback : at.field(name).count();
  const owner = nonEmpty('Owner');
  at.field('Tags').items();
  const tags = decodeTagList(at.field('Tags'));
  const cron = at.field('Cron');
  const fields = {
    Id: text('Id'),
    Signature: text('Signature'),
    Data: at.field('Data').value,
    Owner: owner,
    Target: at.field('Target').value === undefined ? state.processId : nonEmpty('Target'),
    Anchor: text('Anchor'),
    From: senderOf(tags, owner),
    'Forwarded-By': text('Forwarded-By'),
    Tags: tags,
    Epoch: optionalNumber(at.field('Epoch')),
    Nonce: optionalNumber(at.field('Nonce')),
    Timestamp: number('Timestamp', state.timestampMs),
    'Block-Height': number('Block-Height', state.blockHeight),
    'Hash-Chain': text('Hash-Chain'),
    Cron: cron.value === undefined ? false : cron.boolean(),
    'Read-Only': true,
  };
  return encode('dry-run', fields, state);
}

function optionalNumber(at: JsonAt): number | null | undefined {
  if (at.value === undefined || at.value === null) return at.value;
  return at.count();
}

function refuse(at: JsonAt, expected: string): never {
  throw at.unexpected(expected);
}

import { gunzipSync, gzipSync } from 'node:zlib';
import type { OutboxMessage } from './aoMessages.ts';

/** A result as the reference loader gave it; what is not named here travels along. */
export interface RecordedResult {
  readonly Messages: readonly OutboxMessage[];
  readonly [field: string]: unknown;
}

/** By assignment id. Made by `scripts/record-demo.ts`, committed, and never computed by our own evaluator. */
export type RecordedResults = Readonly<Record<string, RecordedResult>>;

export function decodeRecordedResults(bytes: Uint8Array): RecordedResults {
  return JSON.parse(gunzipSync(bytes).toString('utf8')) as RecordedResults;
}

export function encodeRecordedResults(results: RecordedResults): Uint8Array {
  return gzipSync(JSON.stringify(results), { level: 9 });
}

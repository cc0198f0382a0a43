import { expect } from 'vitest';
import { decodeUtf8Lossy } from '../../base/bytes.ts';
import type { WasmMessage } from '../../protocol/wasmMessage.ts';
import type { Line } from '../line/line.ts';
import { environmentJson } from './aosMessages.ts';
import type { ReferenceLoader } from './referenceLoader.ts';

export interface Compared {
  readonly text: string;
  readonly memoryBytes: number;
}

/** Evaluates one message on both sides and compares the result's text and every byte of memory. */
export async function compareOne(
  reference: ReferenceLoader,
  line: Line,
  message: WasmMessage,
): Promise<Compared> {
  const expected = await reference.evaluate(decodeUtf8Lossy(message.json), environmentJson);
  const actual = await line.evaluate(message);
  const text = JSON.stringify(actual.result);
  expect(text).toBe(expected.text);
  const memory = await line.memory();
  // Before a first success the reference has no memory to compare.
  if (expected.memory !== undefined) expect(firstDifference(expected.memory, memory)).toBeUndefined();
  return { text, memoryBytes: memory.length };
}

export interface Difference {
  readonly address: number;
  readonly expected: number | undefined;
  readonly actual: number | undefined;
  readonly count: number;
}

function firstDifference(expected: Uint8Array, actual: Uint8Array): Difference | undefined {
  if (Buffer.compare(expected, actual) === 0) return undefined;
  const length = Math.max(expected.length, actual.length);
  let address = -1;
  let count = 0;
  for (let index = 0; index < length; index += 1) {
    if (expected[index] === actual[index]) continue;
    if (address < 0) address = index;
    count += 1;
  }
  return { address, expected: expected[address], actual: actual[address], count };
}

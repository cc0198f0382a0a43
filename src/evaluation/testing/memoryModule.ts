import { type Bytes, encodeUtf8 } from '../../base/bytes.ts';
import { encodeSigned, encodeUnsigned, WasmWriter } from '../rewriting/wasm/bytes.ts';
import { valueType } from '../rewriting/wasm/functionTypes.ts';
import { section } from '../rewriting/wasm/sections.ts';

/** One thing that a generated function does with memory; it answers an i64. Addresses are any 64 bits. */
export type MemoryStep =
  | { readonly kind: 'load'; readonly opcode: number; readonly address: bigint; readonly offset: number }
  | {
      readonly kind: 'store';
      readonly opcode: number;
      readonly address: bigint;
      readonly offset: number;
      readonly value: number;
    }
  | { readonly kind: 'grow'; readonly pages: bigint }
  | { readonly kind: 'size' }
  | { readonly kind: 'fill'; readonly address: bigint; readonly value: number; readonly count: bigint }
  | { readonly kind: 'copy'; readonly address: bigint; readonly from: bigint; readonly count: bigint }
  | { readonly kind: 'init'; readonly address: bigint; readonly from: number; readonly count: number };

const typeOfAccess: Readonly<Record<number, number>> = Object.fromEntries([
  ...[0x28, 0x2c, 0x2d, 0x2e, 0x2f, 0x36, 0x3a, 0x3b].map((opcode) => [opcode, valueType.i32]),
  ...[0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x37, 0x3c, 0x3d, 0x3e].map((opcode) => [
    opcode,
    valueType.i64,
  ]),
  ...[0x2a, 0x38].map((opcode) => [opcode, valueType.f32]),
  ...[0x2b, 0x39].map((opcode) => [opcode, valueType.f64]),
]);

/** A module with a memory of two pages, at most four, with 64-bit addresses, and a function `f0`, `f1`, … for each step. */
export function memoryModule(steps: readonly MemoryStep[]): Bytes {
  const words = Uint8Array.from({ length: 64 }, (_, index) => index * 3 + 1);
  return assemble([
    [section.type, [1, 0x60, 0, 1, valueType.i64]],
    [section.function, vectorOf(steps.map(() => [0]))],
    [section.memory, [1, 5, 2, 4]],
    [
      section.export,
      vectorOf([
        [...nameOf('memory'), 2, 0],
        ...steps.map((_, index) => [...nameOf(`f${index}`), 0, ...encodeUnsigned(index)]),
      ]),
    ],
    [12, [2]],
    [
      section.code,
      vectorOf(
        steps.map((step) => {
          const body = [0, ...codeOf(step), 0x0b];
          return [...encodeUnsigned(body.length), ...body];
        }),
      ),
    ],
    [
      section.data,
      vectorOf([
        [0, ...wide(65_530n), 0x0b, 64, ...words],
        [1, 64, ...words],
      ]),
    ],
  ]);
}

function codeOf(step: MemoryStep): readonly number[] {
  switch (step.kind) {
    case 'load':
      return [
        ...[...wide(step.address), step.opcode, 0, ...encodeUnsigned(step.offset)],
        ...(asI64[typeOfAccess[step.opcode] ?? valueType.i64] ?? []),
      ];
    case 'store': {
      const type = typeOfAccess[step.opcode] ?? valueType.i32;
      return [
        ...[...wide(step.address), 0x41, ...encodeSigned(step.value), ...(fromI32[type] ?? [])],
        ...[step.opcode, 0, ...encodeUnsigned(step.offset), ...nothing],
      ];
    }
    case 'grow':
      return [...wide(step.pages), 0x40, 0];
    case 'size':
      return [0x3f, 0];
    case 'fill':
      return [
        ...[...wide(step.address), 0x41, ...encodeSigned(step.value), ...wide(step.count)],
        ...[0xfc, 11, 0, ...nothing],
      ];
    case 'copy':
      return [...wide(step.address), ...wide(step.from), ...wide(step.count), 0xfc, 10, 0, 0, ...nothing];
    case 'init':
      return [
        ...[...wide(step.address), 0x41, ...encodeSigned(step.from), 0x41, ...encodeSigned(step.count)],
        ...[0xfc, 8, 1, 0, ...nothing],
      ];
  }
}

const nothing = [0x42, 0] as const;

/** i64.extend_i32_u, and reinterpretations of the others' bits. */
const asI64: Readonly<Record<number, readonly number[]>> = {
  [valueType.i32]: [0xad],
  [valueType.f32]: [0xbc, 0xad],
  [valueType.f64]: [0xbd],
};

const fromI32: Readonly<Record<number, readonly number[]>> = {
  [valueType.i64]: [0xac],
  [valueType.f32]: [0xbe],
  [valueType.f64]: [0xac, 0xbf],
};

/** i64.const */
export function wide(value: bigint): readonly number[] {
  const bytes: number[] = [];
  let rest = BigInt.asIntN(64, value);
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if (rest === ((low & 0x40) === 0 ? 0n : -1n)) return [0x42, ...bytes, low];
    bytes.push(low | 0x80);
  }
}

export function nameOf(text: string): readonly number[] {
  const bytes = encodeUtf8(text);
  return [...encodeUnsigned(bytes.length), ...bytes];
}

export function vectorOf(entries: readonly (readonly number[])[]): readonly number[] {
  return [...encodeUnsigned(entries.length), ...entries.flat()];
}

export function assemble(sections: readonly (readonly [number, readonly number[]])[]): Bytes {
  const writer = new WasmWriter();
  writer.byte(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  for (const [id, body] of sections) {
    writer.byte(id);
    writer.vector(Uint8Array.from(body));
  }
  return writer.take();
}

/**
 * Gas of one WebAssembly instruction, by opcode: the reference's default cost table (legacynet.md §5.7). What the table does not
 * name is free.
 */
export function gasOf(opcode: number): number {
  return costs[opcode] ?? 0;
}

/** Added for each metered segment: what the reference's own two instructions (a constant and a call) cost there. */
export const segmentOverhead = 91;

/** Opcodes after which a segment ends: grow_memory, end, br, br_table, br_if, if, else, return, loop. */
export const segmentEnds: ReadonlySet<number> = new Set([
  0x40, 0x0b, 0x0c, 0x0e, 0x0d, 0x04, 0x05, 0x0f, 0x03,
]);

const costs: Readonly<Record<number, number>> = Object.fromEntries([
  // unreachable, nop, block, loop, if, and the four constants
  ...each([0x00, 0x01, 0x02, 0x03, 0x04], 1),
  ...range(0x41, 0x44, 1),
  // else, br, br_if, return, call
  ...each([0x05, 0x0c, 0x0d, 0x0f, 0x10], 90),
  // br_table, call_indirect, drop, select
  ...each([0x0e, 0x1a, 0x1b], 120),
  ...each([0x11], 10_000),
  // locals and globals, loads and stores
  ...range(0x20, 0x24, 120),
  ...range(0x28, 0x3e, 120),
  // memory.size, memory.grow
  ...each([0x3f], 100),
  ...each([0x40], 10_000),
  // Comparisons. Of floating-point numbers only == and != have a price.
  ...range(0x45, 0x5a, 45),
  ...each([0x5b, 0x5c, 0x61, 0x62], 45),
  // clz, ctz, popcnt, add, sub, mul; division and remainder; and, or, xor; shifts; rotations: of i32, then of i64
  ...integerArithmetic(0x67),
  ...integerArithmetic(0x79),
  // Additions, subtractions and multiplications of f32 and f64; the rest of floating point is free.
  ...range(0x92, 0x94, 45),
  ...range(0xa0, 0xa2, 45),
]);

function integerArithmetic(first: number): readonly (readonly [number, number])[] {
  return [
    ...range(first, first + 5, 45),
    ...range(first + 6, first + 9, 36_000),
    ...range(first + 10, first + 12, 45),
    ...range(first + 13, first + 15, 67),
    ...range(first + 16, first + 17, 90),
  ];
}

function range(from: number, to: number, gas: number): readonly (readonly [number, number])[] {
  return Array.from({ length: to - from + 1 }, (_, index) => [from + index, gas] as const);
}

function each(opcodes: readonly number[], gas: number): readonly (readonly [number, number])[] {
  return opcodes.map((opcode) => [opcode, gas] as const);
}

import { op } from '../wasm/skipImmediates.ts';

const taken = new Uint8Array(256);
const given = new Uint8Array(256);
const plain = new Uint8Array(256);

/** Opcodes from `first` to `last` take so many operands and give so many, and do nothing else that concerns the stack, locals or blocks. */
function count(takes: number, gives: number, first: number, last = first): void {
  taken.fill(takes, first, last + 1);
  given.fill(gives, first, last + 1);
  plain.fill(1, first, last + 1);
}

const [nop, select] = [0x01, 0x1b];
count(0, 0, nop);
count(1, 0, op.drop);
count(3, 1, select);
count(0, 1, op.globalGet);
count(1, 0, op.globalSet);
// Loads and stores.
count(1, 1, 0x28, 0x35);
count(2, 0, 0x36, 0x3e);
count(0, 1, op.memorySize);
count(1, 1, op.memoryGrow);
// Constants.
count(0, 1, 0x41, 0x44);
// i32: eqz, comparisons. i64: the same. f32 and f64: comparisons.
count(1, 1, 0x45);
count(2, 1, 0x46, 0x4f);
count(1, 1, 0x50);
count(2, 1, 0x51, 0x66);
// i32, i64, f32 and f64: first what takes one operand, then what takes two.
count(1, 1, 0x67, 0x69);
count(2, 1, 0x6a, 0x78);
count(1, 1, 0x79, 0x7b);
count(2, 1, 0x7c, 0x8a);
count(1, 1, 0x8b, 0x91);
count(2, 1, 0x92, 0x98);
count(1, 1, 0x99, 0x9f);
count(2, 1, 0xa0, 0xa6);
// Conversions, sign extension.
count(1, 1, 0xa7, 0xc4);

/** Whether an instruction does nothing but take operands and give some: no local, no branch, no block, no call, nothing behind a prefix. */
export function isPlain(opcode: number): boolean {
  return plain[opcode] === 1;
}

export function operandsTaken(opcode: number): number {
  return taken[opcode] ?? 0;
}

export function operandsGiven(opcode: number): number {
  return given[opcode] ?? 0;
}

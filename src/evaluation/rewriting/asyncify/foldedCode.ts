import { WasmWriter } from '../wasm/bytes.ts';
import { op } from '../wasm/skipImmediates.ts';
import { combined, eqzOf, i32, isNeutral, type PureOperand } from './pureOperand.ts';

/** Instructions that may make something of a known operand right before them. */
export const operations = [i32.eqz, i32.eq, i32.ne, i32.and, i32.or, op.if, op.branchIf, op.drop] as const;

/** By opcode: 1 where an operand right before it may decide something. */
const usesOperands = new Uint8Array(256);
for (const opcode of [...operations, op.i32Const, op.globalGet]) usesOperands[opcode] = 1;

/**
 * What is written of a body whose code is read from its begin to its end: all of it but what is left out, and the operands on top of the stack
 * that may still turn out not to be needed.
 */
export class FoldedCode {
  readonly #body: Uint8Array;
  readonly #writer = new WasmWriter();
  /** The top of the stack last; whatever lies below them has been decided on. */
  readonly #pending: PureOperand[] = [];
  /** Up to here the body's code has been written or left out. */
  #copied = 0;

  constructor(body: Uint8Array) {
    this.#body = body;
  }

  /** The body as it is now; the same object where nothing has changed. */
  take(): Uint8Array {
    if (this.#copied === 0) return this.#body;
    this.leaveOut(this.#body.length, this.#body.length);
    return this.#writer.take();
  }

  /** An operand that stays pending as long as something may be made of it. */
  put(operand: PureOperand): void {
    if (usesOperands[this.#body[operand.end] ?? 0] === 1) this.#pending.push(operand);
    else this.decide();
  }

  /** The global's value, which is never written as the body has it. */
  putConstant(operand: PureOperand): void {
    this.#pending.push(operand);
  }

  /** The operand on top, if it is pending; the caller decides what is written of it. */
  pop(): PureOperand | undefined {
    return this.#pending.pop();
  }

  /** The same, if its value is known. */
  popKnown(): PureOperand | undefined {
    return this.#pending.at(-1)?.value === undefined ? undefined : this.#pending.pop();
  }

  /** `eqz`, or an operation of two operands, that ends at `end`. */
  operate(opcode: number, end: number): void {
    const top = this.#pending.pop();
    if (top === undefined) return;
    const below = opcode === i32.eqz ? undefined : this.#pending.pop();
    let result: PureOperand | undefined;
    if (opcode === i32.eqz) result = eqzOf(top, end);
    else if (below !== undefined) result = combined(opcode, below, top, end);
    else if (isNeutral(opcode, top)) {
      this.leaveOut(top.start, end);
      return;
    }
    if (result !== undefined) {
      this.#pending.push(result);
      return;
    }
    if (below !== undefined) this.#pending.push(below);
    this.#pending.push(top);
    this.decide();
  }

  /** All pending operands stay. */
  decide(): void {
    if (this.#pending.length === 0) return;
    for (const { start, end, codeStart, codeEnd, value } of this.#pending) {
      if (codeStart === start && codeEnd === end) continue;
      this.leaveOut(start, end);
      if (codeEnd > codeStart) this.#writer.copy(this.#body, codeStart, codeEnd);
      else if (value !== undefined) this.write(op.i32Const, value);
    }
    this.#pending.length = 0;
  }

  /** Writes all up to `start`, and goes on at `end`. */
  leaveOut(start: number, end: number): void {
    this.#writer.copy(this.#body, this.#copied, start);
    this.#copied = end;
  }

  /** An instruction with its immediates, in the place of what has just been left out. */
  write(opcode: number, ...immediates: readonly number[]): void {
    this.#writer.byte(opcode);
    for (const immediate of immediates) this.#writer.signed(immediate);
  }

  /** The same with immediates that have no sign. */
  writeLabels(opcode: number, ...labels: readonly number[]): void {
    this.#writer.byte(opcode);
    for (const label of labels) this.#writer.unsigned(label);
  }

  /** A block of the type that the body has there. */
  writeBlock(typeStart: number, typeEnd: number): void {
    this.#writer.byte(op.block);
    this.#writer.copy(this.#body, typeStart, typeEnd);
  }
}

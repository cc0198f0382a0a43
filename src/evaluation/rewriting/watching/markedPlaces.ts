import { WasmReader } from '../wasm/bytes.ts';
import { op } from '../wasm/skipImmediates.ts';
import { isPlain, operandsGiven, operandsTaken } from './operandCounts.ts';

/** The number of a value; two with the same number are equal. */
type Value = number;
/** Nothing is known of it. */
const unknown: Value = 0;

/** A block, a loop or an `if` that code is in. */
interface OpenBlock {
  readonly isLoop: boolean;
  /** How many marks were known where it began. */
  readonly marks: number;
  /** Locals that are set inside. */
  readonly assigned: Set<number>;
}

/**
 * Which places are marked wherever a body's code has come so far. It goes through the code once, and knows of a value only that it is the same
 * as another: what a local held, and holds still. Marks stay until the message has ended, so that calls take nothing away; but what was
 * marked in a block is not known behind it, because its end may be reached from before, and what a local holds is not known where a loop
 * begins, because it may be reached from its end.
 */
export class MarkedPlaces {
  /** The upper part of the operand stack: whatever lies below is unknown. */
  readonly #stack: Value[] = [];
  readonly #locals = new Map<number, Value>();
  readonly #blocks: OpenBlock[] = [];
  /** In the order in which they were marked. */
  readonly #marks: string[] = [];
  #lastValue = unknown;

  /**
   * Before a store, whose address lies below the value on top of the stack. True where its place is marked already; else it is from here on.
   * @param offset of the place from the address
   */
  mark(offset: number): boolean {
    const address = this.#stack.at(-2) ?? unknown;
    if (address === unknown) return false;
    const mark = `${address}+${offset}`;
    if (this.#marks.includes(mark)) return true;
    this.#marks.push(mark);
    return false;
  }

  /** Behind the instruction of `body` that begins at `start`. */
  pass(body: Uint8Array, start: number): void {
    const opcode = body[start] ?? op.unreachable;
    if (isPlain(opcode)) {
      this.#stack.length = Math.max(0, this.#stack.length - operandsTaken(opcode));
      if (operandsGiven(opcode) > 0) this.#stack.push(unknown);
      return;
    }
    if (opcode >= op.localGet && opcode <= op.localTee) {
      const local = new WasmReader(body, start + 1).unsigned();
      if (opcode !== op.localGet) this.#assign(local, this.#stack.pop());
      if (opcode !== op.localSet) this.#stack.push(this.#valueOf(local));
      return;
    }
    // A branch, a block, a call, a vector: nothing of the stack is looked for behind it.
    this.#stack.length = 0;
    if (opcode === op.block || opcode === op.if) this.#open(false);
    else if (opcode === op.loop) this.#open(true);
    else if (opcode === op.else) this.#meet(this.#blocks.at(-1));
    else if (opcode === op.end) this.#close();
  }

  #valueOf(local: number): Value {
    const known = this.#locals.get(local);
    if (known !== undefined) return known;
    this.#lastValue += 1;
    this.#locals.set(local, this.#lastValue);
    return this.#lastValue;
  }

  #assign(local: number, value: Value = unknown): void {
    if (value === unknown) this.#locals.delete(local);
    else this.#locals.set(local, value);
    this.#blocks.at(-1)?.assigned.add(local);
  }

  #open(isLoop: boolean): void {
    if (isLoop) this.#locals.clear();
    this.#blocks.push({ isLoop, marks: this.#marks.length, assigned: new Set() });
  }

  #close(): void {
    const block = this.#blocks.pop();
    // The end of a loop is reached by running into it only.
    if (block?.isLoop === false) this.#meet(block);
    const outer = this.#blocks.at(-1)?.assigned;
    for (const local of block?.assigned ?? []) outer?.add(local);
  }

  /** Several ways come together: what holds is what held where the block began, of locals that are not set inside. */
  #meet(block: OpenBlock | undefined): void {
    if (block === undefined) return;
    this.#marks.length = block.marks;
    for (const local of block.assigned) this.#locals.delete(local);
  }
}

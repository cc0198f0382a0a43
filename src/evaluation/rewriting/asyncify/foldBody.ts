import { WasmReader } from '../wasm/bytes.ts';
import { skipLocals } from '../wasm/sections.ts';
import { op, skipImmediates } from '../wasm/skipImmediates.ts';
import { FoldedCode, operations } from './foldedCode.ts';
import { type OpenBlock, OpenBlocks } from './openBlocks.ts';
import { constantAt, i32, pureAt } from './pureOperand.ts';

export interface FoldedBody {
  readonly bytes: Uint8Array;
  /** Whether it sets the global, even where it never runs. */
  readonly sets: boolean;
}

/**
 * A function's body where a global of type i32 is 0 for good: what that decides is decided here, and what can never run is left out.
 * The engine would leave it out as well, but only after it has read it; and it puts only short functions into those that call them.
 * @throws EvaluationError `module-invalid`, `unsupported-module`
 */
export function foldBody(body: Uint8Array, global: number): FoldedBody {
  // Most ifs that are decided need no block in their place. Where one turns out to be branched to, the body is folded again.
  for (let blocks: ReadonlySet<number> = new Set(); ; ) {
    const folding = new BodyFolding(body, global, blocks);
    const folded = folding.run();
    if (folding.missedBlocks.size === 0) return folded;
    blocks = new Set([...blocks, ...folding.missedBlocks]);
  }
}

/** By opcode: 1 where more is to be done than to copy it. */
const decides = new Uint8Array(256);
for (const opcode of [
  ...[...operations, op.i32Const, op.localGet, op.globalGet, op.block, op.loop, op.else, op.end],
  ...[op.branch, op.branchTable, op.return, op.unreachable],
])
  decides[opcode] = 1;

class BodyFolding {
  readonly #body: Uint8Array;
  readonly #global: number;
  readonly #reader: WasmReader;
  readonly #code: FoldedCode;
  readonly #blocks = new OpenBlocks();
  /** Beginnings of decided ifs that are written as blocks. */
  readonly #kept: ReadonlySet<number>;
  #sets = false;

  constructor(body: Uint8Array, global: number, kept: ReadonlySet<number>) {
    this.#kept = kept;
    this.#body = body;
    this.#global = global;
    this.#reader = new WasmReader(body);
    this.#code = new FoldedCode(body);
  }

  get missedBlocks(): ReadonlySet<number> {
    return this.#blocks.missed;
  }

  run(): FoldedBody {
    skipLocals(this.#reader);
    this.#open('block', 0);
    while (!this.#blocks.isEmpty) {
      const start = this.#reader.offset;
      const opcode = this.#skip();
      if (decides[opcode] === 1) this.#step(start, opcode);
      else this.#code.decide();
    }
    return { bytes: this.#code.take(), sets: this.#sets };
  }

  #step(start: number, opcode: number): void {
    const end = this.#reader.offset;
    switch (opcode) {
      case op.localGet:
        this.#code.put(pureAt(start, end, undefined));
        return;
      case op.i32Const:
        this.#code.put(pureAt(start, end, this.#smallConstant(start + 1)));
        return;
      case op.globalGet:
        if (this.#unsignedAt(start + 1) === this.#global) this.#code.putConstant(constantAt(start, end, 0));
        else this.#code.decide();
        return;
      case i32.eqz:
      case i32.eq:
      case i32.ne:
      case i32.and:
      case i32.or:
        this.#code.operate(opcode, end);
        return;
      case op.if:
        this.#if(start, end);
        return;
      case op.branchIf:
        this.#branchIf(start, end);
        return;
      case op.drop:
        this.#drop(end);
        return;
    }
    this.#code.decide();
    switch (opcode) {
      case op.block:
        this.#open('block', start);
        return;
      case op.loop:
        this.#open('loop', start);
        return;
      case op.else:
        this.#else(start, true);
        return;
      case op.end:
        this.#end(start, true);
        return;
      case op.branch:
        this.#writeBranch(opcode, start, end);
        this.#skipDead();
        return;
      case op.branchTable:
        this.#writeTable(start, end);
        this.#skipDead();
        return;
      case op.return:
      case op.unreachable:
        this.#skipDead();
        return;
    }
  }

  #drop(end: number): void {
    const top = this.#code.pop();
    this.#code.decide();
    if (top !== undefined) this.#code.leaveOut(top.start, end);
  }

  #if(start: number, end: number): void {
    const condition = this.#code.popKnown();
    this.#code.decide();
    if (condition === undefined) {
      this.#open('if', start);
      return;
    }
    this.#code.leaveOut(condition.start, end);
    if (condition.value === 0) {
      const edge = this.#skipToEdge();
      this.#code.leaveOut(end, this.#reader.offset);
      if (edge === op.end) return;
    }
    const isWritten = this.#kept.has(start);
    if (isWritten) this.#code.writeBlock(start + 1, end);
    const isElseDead = condition.value !== 0;
    this.#blocks.open({ kind: 'block', start, isElseDead, isWritten, isEndReached: false });
  }

  #branchIf(start: number, end: number): void {
    const condition = this.#code.popKnown();
    if (condition === undefined) {
      this.#code.decide();
      this.#writeBranch(op.branchIf, start, end);
      return;
    }
    if (condition.value === 0) {
      // After each call, Asyncify puts a value there only for the branch that would leave.
      const carried = this.#body[end] === op.drop ? this.#code.pop() : undefined;
      this.#code.decide();
      if (carried !== undefined) this.#reader.skip(1);
      this.#code.leaveOut((carried ?? condition).start, this.#reader.offset);
      return;
    }
    this.#code.decide();
    this.#code.leaveOut(condition.start, end);
    this.#code.writeLabels(op.branch, this.#blocks.reach(this.#unsignedAt(start + 1)));
    this.#skipDead();
  }

  #writeBranch(opcode: number, start: number, end: number): void {
    const label = this.#unsignedAt(start + 1);
    const written = this.#blocks.reach(label);
    if (written === label) return;
    this.#code.leaveOut(start, end);
    this.#code.writeLabels(opcode, written);
  }

  #writeTable(start: number, end: number): void {
    this.#code.leaveOut(start, end);
    const labels = new WasmReader(this.#body, start + 1, end);
    const written = [labels.unsigned()];
    while (!labels.done) written.push(this.#blocks.reach(labels.unsigned()));
    this.#code.writeLabels(op.branchTable, ...written);
  }

  #open(kind: OpenBlock['kind'], start: number): void {
    this.#blocks.open({ kind, start, isElseDead: false, isWritten: true, isEndReached: false });
  }

  /** @param isReached whether what stands before `else` runs into it, and so to the end */
  #else(start: number, isReached: boolean): void {
    const block = this.#blocks.innermost;
    if (block === undefined) return;
    block.isEndReached ||= isReached;
    block.kind = 'else';
    if (!block.isElseDead) return;
    this.#skipToEdge();
    const end = this.#reader.offset - 1;
    this.#code.leaveOut(start, end);
    this.#end(end, false);
  }

  /** @param isReached whether what stands before it runs into it */
  #end(start: number, isReached: boolean): void {
    const block = this.#blocks.close();
    if (block === undefined || this.#blocks.isEmpty) return;
    const isAlive = isReached || block.isEndReached || block.kind === 'if';
    if (!block.isWritten || !isAlive) {
      this.#code.leaveOut(block.isWritten ? start + 1 : start, start + 1);
    }
    if (isAlive) return;
    // Whoever checks types does not know that nothing comes out of a block.
    if (block.isWritten) this.#code.write(op.unreachable);
    this.#skipDead();
  }

  /** Leaves out what follows an instruction that never goes on. */
  #skipDead(): void {
    const start = this.#reader.offset;
    const edge = this.#skipToEdge();
    const end = this.#reader.offset - 1;
    if (end > start) this.#code.leaveOut(start, end);
    if (edge === op.else) this.#else(end, false);
    else this.#end(end, false);
  }

  /** Moves behind the `else` or `end` of the block that the code is in, and says which it was. */
  #skipToEdge(): typeof op.else | typeof op.end {
    for (let depth = 0; ; ) {
      const opcode = this.#skip();
      if (opcode === op.block || opcode === op.loop || opcode === op.if) depth += 1;
      else if (opcode === op.else && depth === 0) return opcode;
      else if (opcode === op.end && depth-- === 0) return opcode;
    }
  }

  /** Moves behind the next instruction, and returns its opcode. */
  #skip(): number {
    const opcode = this.#reader.byte();
    if (opcode !== op.globalSet) skipImmediates(this.#reader, opcode);
    else if (this.#reader.unsigned() === this.#global) this.#sets = true;
    return opcode;
  }

  #unsignedAt(offset: number): number {
    const byte = this.#body[offset] ?? 0x80;
    return byte < 0x80 ? byte : new WasmReader(this.#body, offset).unsigned();
  }

  /** A constant of one byte; others decide nothing. */
  #smallConstant(offset: number): number | undefined {
    const byte = this.#body[offset] ?? 0x80;
    if (byte >= 0x80) return undefined;
    return byte < 0x40 ? byte : byte - 0x80;
  }
}

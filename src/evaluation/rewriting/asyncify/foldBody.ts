import { op } from '../wasm/skipImmediates.ts';
import { BodyCursor } from './bodyCursor.ts';
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
  readonly #global: number;
  readonly #cursor: BodyCursor;
  readonly #code: FoldedCode;
  readonly #blocks = new OpenBlocks();
  /** Beginnings of decided ifs that are written as blocks. */
  readonly #kept: ReadonlySet<number>;

  constructor(body: Uint8Array, global: number, kept: ReadonlySet<number>) {
    this.#kept = kept;
    this.#global = global;
    this.#cursor = new BodyCursor(body, global);
    this.#code = new FoldedCode(body);
  }

  get missedBlocks(): ReadonlySet<number> {
    return this.#blocks.missed;
  }

  run(): FoldedBody {
    this.#open('block', 0);
    while (!this.#blocks.isEmpty) {
      const start = this.#cursor.offset;
      const opcode = this.#cursor.next();
      if (decides[opcode] === 1) this.#step(start, opcode);
      else this.#code.decide();
    }
    return { bytes: this.#code.take(), sets: this.#cursor.sets };
  }

  #step(start: number, opcode: number): void {
    const end = this.#cursor.offset;
    switch (opcode) {
      case op.localGet:
        this.#code.put(pureAt(start, end, undefined));
        return;
      case op.i32Const:
        this.#code.put(pureAt(start, end, this.#cursor.smallConstantAt(start)));
        return;
      case op.globalGet:
        if (this.#cursor.indexAt(start) === this.#global) this.#code.putConstant(constantAt(start, end, 0));
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
      const edge = this.#cursor.skipToEdge();
      this.#code.leaveOut(end, this.#cursor.offset);
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
      const carried = this.#cursor.byteAt(end) === op.drop ? this.#code.pop() : undefined;
      this.#code.decide();
      if (carried !== undefined) this.#cursor.next();
      this.#code.leaveOut((carried ?? condition).start, this.#cursor.offset);
      return;
    }
    this.#code.decide();
    this.#code.leaveOut(condition.start, end);
    this.#code.writeLabels(op.branch, this.#blocks.reach(this.#cursor.indexAt(start)));
    this.#skipDead();
  }

  #writeBranch(opcode: number, start: number, end: number): void {
    const label = this.#cursor.indexAt(start);
    const written = this.#blocks.reach(label);
    if (written === label) return;
    this.#code.leaveOut(start, end);
    this.#code.writeLabels(opcode, written);
  }

  #writeTable(start: number, end: number): void {
    this.#code.leaveOut(start, end);
    const labels = this.#cursor.labelsAt(start, end).map((label) => this.#blocks.reach(label));
    this.#code.writeLabels(op.branchTable, labels.length - 1, ...labels);
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
    this.#cursor.skipToEdge();
    const end = this.#cursor.offset - 1;
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
    const start = this.#cursor.offset;
    const edge = this.#cursor.skipToEdge();
    const end = this.#cursor.offset - 1;
    if (end > start) this.#code.leaveOut(start, end);
    if (edge === op.else) this.#else(end, false);
    else this.#end(end, false);
  }
}

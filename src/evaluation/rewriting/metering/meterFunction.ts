import { type Bytes, concatBytes } from '../../../base/bytes.ts';
import { ScratchLocals } from '../lowering/scratchLocals.ts';
import { encodeSigned, encodeUnsigned, WasmReader, WasmWriter } from '../wasm/bytes.ts';
import { valueType } from '../wasm/functionTypes.ts';
import { skipLocals } from '../wasm/sections.ts';
import { op, skipImmediates, unknownInstruction } from '../wasm/skipImmediates.ts';
import { gasOf, segmentEnds, segmentOverhead } from './costs.ts';

const [block, loop, branch, branchIf, branchTable, leave, call, callIndirect] = [
  0x02, 0x03, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11,
];
const [addWide, greaterUnsigned, noResult] = [0x7c, 0x56, 0x40];

/**
 * One function's body, counting gas. Each segment adds its whole cost to a local, which the compiler keeps in a register and whose sums it
 * folds; the local goes into the module's global before whatever may leave the function: a call, since what is called may longjmp, and every way out. So whoever reads the global, a callee or
 * the host, finds there what the reference would have counted. The limit is looked at where work can repeat itself: in loops, and on
 * entry of functions that call others.
 * @param parameters how many the function has
 * @param usedGlobal number of the global that counts; the limit is the next
 */
export function meterFunction(body: Uint8Array, parameters: number, usedGlobal: number): Bytes {
  const reader = new WasmReader(body);
  const locals = new ScratchLocals(parameters + skipLocals(reader));
  const metering = new FunctionMetering(locals.use(valueType.i64), usedGlobal);
  const code = metering.run(reader);
  return concatBytes([locals.declare(body), ...(metering.calls ? [metering.limitCheck] : []), code]);
}

class FunctionMetering {
  /** Whether the function calls others. */
  calls = false;
  readonly limitCheck: Uint8Array;
  readonly #writer = new WasmWriter();
  readonly #sum: readonly number[];
  readonly #flush: readonly number[];
  readonly #loopCheck: readonly number[];

  constructor(sum: readonly number[], usedGlobal: number) {
    const used = encodeUnsigned(usedGlobal);
    const limit = encodeUnsigned(usedGlobal + 1);
    const overLimit = [op.globalGet, ...limit, greaterUnsigned, op.if, noResult, op.unreachable, op.end];
    this.#sum = sum;
    this.limitCheck = Uint8Array.from([op.globalGet, ...used, ...overLimit]);
    this.#loopCheck = [op.globalGet, ...used, op.localGet, ...sum, addWide, ...overLimit];
    this.#flush = [
      ...[op.globalGet, ...used, op.localGet, ...sum, addWide, op.globalSet, ...used],
      ...[op.i64Const, 0, op.localSet, ...sum],
    ];
  }

  run(reader: WasmReader): Bytes {
    // How many blocks are open, the function's own included.
    let depth = 1;
    let afterLoop = false;
    while (!reader.done) {
      const gas = segmentGas(reader);
      if (gas > 0) this.#add(gas + segmentOverhead);
      if (afterLoop) this.#writer.byte(...this.#loopCheck);
      afterLoop = false;
      for (let ended = false; !ended; ) {
        const start = reader.offset;
        const opcode = reader.byte();
        if (opcode === block || opcode === loop || opcode === op.if) depth += 1;
        if (opcode === op.end) depth -= 1;
        if (leavesFunction(reader, opcode, depth)) this.#writer.byte(...this.#flush);
        if (opcode === call || opcode === callIndirect) this.calls = true;
        reader.offset = start + 1;
        skipImmediates(reader, opcode);
        this.#writer.copy(reader.bytes, start, reader.offset);
        ended = segmentEnds.has(opcode);
        afterLoop = opcode === loop;
      }
    }
    return this.#writer.take();
  }

  #add(gas: number): void {
    const sum = this.#sum;
    this.#writer.byte(op.localGet, ...sum, op.i64Const, ...encodeSigned(gas), addWide, op.localSet, ...sum);
  }
}

/**
 * Sums up the instructions of the segment that starts here. The reference's metering does not read the instructions behind a prefix, so a module
 * that has them cannot have been metered by it.
 */
function segmentGas(reader: WasmReader): number {
  const start = reader.offset;
  let gas = 0;
  for (;;) {
    const opcode = reader.byte();
    if (opcode === op.prefixed || opcode === op.vector) throw unknownInstruction(opcode, reader.offset);
    skipImmediates(reader, opcode);
    gas += gasOf(opcode);
    if (segmentEnds.has(opcode)) break;
  }
  reader.offset = start;
  return gas;
}

/** Whether this instruction may be the last of the function that is executed, traps apart. @param depth after it: 0 behind the last `end` */
function leavesFunction(reader: WasmReader, opcode: number, depth: number): boolean {
  switch (opcode) {
    case call:
    case callIndirect:
    case leave:
      return true;
    case op.end:
      return depth === 0;
    case branch:
    case branchIf:
      return reader.unsigned() === depth - 1;
    case branchTable: {
      const labels = Array.from({ length: reader.unsigned() + 1 }, () => reader.unsigned());
      return labels.includes(depth - 1);
    }
    default:
      return false;
  }
}

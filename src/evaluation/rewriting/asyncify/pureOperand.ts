/** Operations on i32 of which something is known. */
export const i32 = { eqz: 0x45, eq: 0x46, ne: 0x47, and: 0x71, or: 0x72 } as const;

/** An operand on top of the stack whose code does nothing but put it there, so that it can be left out. */
export interface PureOperand {
  /** Its place in the function's body, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Undefined where it is not known. */
  readonly value: number | undefined;
  /** It is 0 or 1. */
  readonly isBoolean: boolean;
  /** The part of its code that is as good as the whole; where that is empty, its value is written instead. */
  readonly codeStart: number;
  readonly codeEnd: number;
}

/** An operand whose code stays. */
export function pureAt(start: number, end: number, value: number | undefined): PureOperand {
  return { start, end, value, isBoolean: isBit(value), codeStart: start, codeEnd: end };
}

/** An operand in whose place a number is written. */
export function constantAt(start: number, end: number, value: number): PureOperand {
  return { start, end, value, isBoolean: isBit(value), codeStart: start, codeEnd: start };
}

/** `eqz` of an operand; undefined where its code cannot be written as it stands. */
export function eqzOf(operand: PureOperand, end: number): PureOperand | undefined {
  if (operand.value !== undefined) return constantAt(operand.start, end, Number(operand.value === 0));
  return whole([operand], end, true);
}

/** What an operation of two operands comes to; undefined where that is not known, and their code cannot be written as it stands. */
export function combined(
  opcode: number,
  a: PureOperand,
  b: PureOperand,
  end: number,
): PureOperand | undefined {
  const value = knownResult(opcode, a, b);
  if (value !== undefined) return constantAt(a.start, end, value);
  if (isNeutral(opcode, a, b)) return { ...b, start: a.start, end };
  if (isNeutral(opcode, b, a)) return { ...a, end };
  const compares = opcode === i32.eq || opcode === i32.ne;
  return whole([a, b], end, compares || (a.isBoolean && b.isBoolean));
}

/** Whether the result is the other operand. */
export function isNeutral(opcode: number, { value }: PureOperand, other?: PureOperand): boolean {
  if (opcode === i32.or) return value === 0;
  return opcode === i32.and && value === 1 && other?.isBoolean === true;
}

function knownResult(opcode: number, a: PureOperand, b: PureOperand): number | undefined {
  if (opcode === i32.and && (a.value === 0 || b.value === 0)) return 0;
  if (opcode === i32.or && (isTrueFor(b, a) || isTrueFor(a, b))) return 1;
  if (a.value === undefined || b.value === undefined) return undefined;
  switch (opcode) {
    case i32.eq:
      return Number(a.value === b.value);
    case i32.ne:
      return Number(a.value !== b.value);
    case i32.and:
      return a.value & b.value;
    default:
      return a.value | b.value;
  }
}

function isTrueFor(other: PureOperand, { value }: PureOperand): boolean {
  return value === 1 && other.isBoolean;
}

function isBit(value: number | undefined): boolean {
  return value === 0 || value === 1;
}

function whole(operands: readonly PureOperand[], end: number, isBoolean: boolean): PureOperand | undefined {
  const [first] = operands;
  if (first === undefined || !operands.every(isAsItStands)) return undefined;
  return { start: first.start, end, value: undefined, isBoolean, codeStart: first.start, codeEnd: end };
}

/** Whether its code is what the body has at its place. */
function isAsItStands({ codeStart, codeEnd, start, end }: PureOperand): boolean {
  return codeStart === start && codeEnd === end;
}

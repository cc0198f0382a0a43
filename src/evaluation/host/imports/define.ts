import type { ModuleMemory } from '../../instance/moduleMemory.ts';

/**
 * What a parameter or result is in C: `i` an int, `p` a pointer or size_t, `l` a 64-bit integer, `d` a double. `v`: no result.
 * The wasm signature follows from it and the format's pointer width.
 */
type Kind = 'i' | 'p' | 'l' | 'd' | 'v';

/** A function that the host offers to modules, written once for both pointer widths: all arguments are numbers. */
export interface ImportDefinition {
  /** Kinds of the parameters, `>`, kind of the result. */
  readonly signature: `${string}>${Kind}`;
  readonly call: (...args: number[]) => number | undefined;
}

/** As WebAssembly calls it: numbers or BigInts by its signature. */
export type ImportedFunction = (...raw: (number | bigint)[]) => unknown;

export type ImportFamily = Readonly<Record<string, ImportDefinition>>;

/** @param call its result must be a number, or nothing */
export function define(
  signature: ImportDefinition['signature'],
  call: (...args: number[]) => unknown,
): ImportDefinition {
  return { signature, call: call as ImportDefinition['call'] };
}

/** Where a 32-bit module takes the upper half of a 64-bit result from. */
export type HighWord = (value: number) => void;

/**
 * The function as WebAssembly calls it. With 64-bit pointers, pointers and 64-bit integers are BigInts; with 32-bit
 * ones a pointer is an int whose sign means nothing, and a 64-bit integer is two ints, low word first.
 */
export function bindImport(
  definition: ImportDefinition,
  pointerBytes: ModuleMemory['pointerBytes'],
  setHighWord: HighWord,
): (...raw: (number | bigint)[]) => number | bigint | undefined {
  const [parameters = '', result = 'v'] = definition.signature.split('>');
  const { call } = definition;
  if (pointerBytes === 8) {
    const asBigInt = result === 'p' || result === 'l';
    return (...raw) => {
      const value = call(...raw.map(toSafeInteger));
      return asBigInt && value !== undefined ? BigInt(value) : value;
    };
  }
  const kinds = [...parameters];
  return (...raw) => {
    const args: number[] = [];
    let index = 0;
    for (const kind of kinds) {
      const low = Number(raw[index++]);
      if (kind === 'p') args.push(low >>> 0);
      else if (kind === 'l') args.push(joinWords(low >>> 0, Number(raw[index++]) | 0));
      else args.push(low);
    }
    const value = call(...args);
    if (result === 'l' && value !== undefined) setHighWord(Math.floor(value / 2 ** 32) | 0);
    return value;
  };
}

const largestInteger = 2n ** 53n;

/** NaN beyond 2^53, as the reference has it. Asked of the integer: as a number, 2^53 + 1 would be 2^53. */
function toSafeInteger(value: number | bigint): number {
  if (typeof value === 'number') return value;
  return value > largestInteger || value < -largestInteger ? Number.NaN : Number(value);
}

/** The same of two words. */
function joinWords(low: number, high: number): number {
  const largestHigh = 2 ** 21 - (low === 0 ? 0 : 1);
  return high > largestHigh || high < -(2 ** 21) ? Number.NaN : high * 2 ** 32 + low;
}

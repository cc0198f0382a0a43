import type { FormatTraits } from '../formats.ts';
import { AbortedError } from './moduleErrors.ts';
import type { ModuleExports } from './moduleExports.ts';
import type { ModuleMemory } from './moduleMemory.ts';

/** Written at the end of the stack and at address zero where the format checks them. */
const stackWords = [0x0213_5467, 0x89ba_cdfe] as const;
const nullWord = 0x6373_6d65;

/** @throws AbortedError as the reference, where the stack's end is no place for words */
export function writeStackCookie(memory: ModuleMemory, exports: ModuleExports, traits: FormatTraits): void {
  const address = cookieAddress(exports, traits);
  if (address % 4 !== 0) throw new AbortedError('the stack ends between two words');
  for (const [index, word] of stackWords.entries()) memory.writeInt32(address + index * 4, word);
  memory.writeInt32(0, nullWord);
}

/**
 * The reference looks for the cookie while an instance starts, and never again. It looks at what it has seen of memory, so that one that was grown
 * by the module itself has none.
 * @throws AbortedError where it is gone
 */
export function assertStackCookie(memory: ModuleMemory, exports: ModuleExports, traits: FormatTraits): void {
  const address = cookieAddress(exports, traits);
  const isThere = stackWords.every((word, index) => memory.readUint32(address + index * 4) === word);
  if (!isThere || memory.readUint32(0) !== nullWord) {
    throw new AbortedError('the stack has run over its end, or something was written at address zero');
  }
}

function cookieAddress(exports: ModuleExports, traits: FormatTraits): number {
  const end = exports.call('emscripten_stack_get_end');
  // A stack that ends at address zero leaves room for the null pointer's word; in the earliest formats that word is written over it.
  return end === 0 && traits.structures !== 'early' ? 4 : end;
}

import type { Bytes } from '../../base/bytes.ts';
import { memoryPageBytes } from '../evaluator.ts';
import { sharedMemoryImport } from '../rewriting/sharing/shareMemory.ts';
import { encodeSigned, encodeUnsigned } from '../rewriting/wasm/bytes.ts';
import { valueType } from '../rewriting/wasm/functionTypes.ts';
import { oneFunctionModule } from '../rewriting/wasm/oneFunctionModule.ts';
import { op } from '../rewriting/wasm/skipImmediates.ts';
import { pageShift } from '../rewriting/watching/watchStores.ts';
import { isZeroPage, wordsPerPage } from '../rollback/pageCompare.ts';

/** The first 4 KiB page from `from` on, and before `to`, that is not all zero; `to` where there is none. */
export type NextUsedPage = (from: number, to: number) => number;

/**
 * Looks for what a memory holds. Nearly all of an aos process's 110 MB is zero, and every capture, rollback and restore has to know that of each
 * page; vector instructions read it seven times as fast as JavaScript does.
 * @param shared the memory, where it can be imported; without it, or without vector instructions in this engine, `bytes` is read
 */
export function usedPageFinder(
  bytes: () => Uint8Array<ArrayBuffer>,
  shared: { readonly memory: WebAssembly.Memory; readonly wide: boolean } | undefined,
): NextUsedPage {
  const module = shared === undefined ? undefined : compiled(shared.wide);
  if (shared === undefined || module === undefined) return (from, to) => nextInBytes(bytes(), from, to);
  const given = { [sharedMemoryImport.module]: { [sharedMemoryImport.name]: shared.memory } };
  const { next } = new WebAssembly.Instance(module, given).exports;
  return next as NextUsedPage;
}

function nextInBytes(bytes: Uint8Array<ArrayBuffer>, from: number, to: number): number {
  const words = new Int32Array(bytes.buffer);
  let page = from;
  while (page < to && isZeroPage(words, page * wordsPerPage)) page += 1;
  return Math.min(page, to);
}

const modules = new Map<boolean, WebAssembly.Module | undefined>();

/** Undefined where the engine has no vector instructions. */
function compiled(wide: boolean): WebAssembly.Module | undefined {
  if (!modules.has(wide)) {
    const bytes = assemble(wide);
    modules.set(wide, WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined);
  }
  return modules.get(wide);
}

function assemble(wide: boolean): Bytes {
  const { i32, i64 } = valueType;
  return oneFunctionModule({
    parameters: [i32, i32],
    results: [i32],
    locals: wide ? [i64, i64] : [i32, i32],
    code: bodyOf(wide),
    name: 'next',
    importedFrom: sharedMemoryImport.module,
    imports: [{ kind: 'memory', name: sharedMemoryImport.name, wide }],
  });
}

/** Parameters: the page looked at, and where to end. Locals: the address looked at, and the page's end. */
const [page, end, address, stop] = [0, 1, 2, 3];
const [block, loop, branchIf, branch, give, noType] = [0x02, 0x03, 0x0d, 0x0c, 0x0f, 0x40];
const [add, atLeast] = [0x6a, 0x4f];
const [load, or, anyTrue] = [0x00, 0x50, 0x53];
/** What one turn of the inner loop reads. */
const turnBytes = 256;
const vectorBytes = 16;

function bodyOf(wide: boolean): readonly number[] {
  const [constant, addAddress, shiftLeft, differs] = wide ? wideOps : narrowOps;
  const plus = (bytes: number) => [constant, ...encodeSigned(bytes), addAddress];
  const turn: number[] = [];
  for (let offset = 0; offset < turnBytes; offset += vectorBytes) {
    // Aligned to 2^4 bytes.
    turn.push(op.localGet, address, op.vector, load, 4, ...encodeUnsigned(offset));
    if (offset > 0) turn.push(op.vector, or);
  }
  return [
    ...[block, noType, loop, noType],
    ...[op.localGet, page, op.localGet, end, atLeast, branchIf, 1],
    ...[op.localGet, page, ...(wide ? [0xad] : []), constant, pageShift, shiftLeft, op.localTee, address],
    ...[...plus(memoryPageBytes), op.localSet, stop],
    ...[loop, noType, ...turn, op.vector, anyTrue, op.if, noType, op.localGet, page, give, op.end],
    // Not "is less": the end of the last page that 32 bits reach is zero.
    ...[op.localGet, address, ...plus(turnBytes), op.localTee, address],
    ...[op.localGet, stop, differs, branchIf, 0, op.end],
    ...[op.localGet, page, op.i32Const, 1, add, op.localSet, page, branch, 0],
    ...[op.end, op.end, op.localGet, end, op.end],
  ];
}

/** Constant, addition, shift, inequality of addresses. */
const wideOps = [op.i64Const, 0x7c, 0x86, 0x52] as const;
const narrowOps = [op.i32Const, add, 0x74, 0x47] as const;

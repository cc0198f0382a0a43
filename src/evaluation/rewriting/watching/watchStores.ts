import { type Bytes, concatBytes, encodeUtf8 } from '../../../base/bytes.ts';
import { ScratchLocals } from '../lowering/scratchLocals.ts';
import { sharedMemoryImport } from '../sharing/shareMemory.ts';
import { encodeSigned, WasmReader, WasmWriter } from '../wasm/bytes.ts';
import { functionTypes, valueType } from '../wasm/functionTypes.ts';
import { storedTypes } from '../wasm/memoryAccess.ts';
import {
  appendEntries,
  rewriteBodies,
  section,
  skipLocals,
  unsupported,
  WasmSections,
  withoutBeginning,
} from '../wasm/sections.ts';
import {
  isLaneAccess,
  isStore,
  op,
  prefixed,
  skipImmediates,
  vectorMemoryUse,
} from '../wasm/skipImmediates.ts';
import { MarkedPlaces } from './markedPlaces.ts';

/** The second memory that a watched module imports: one byte for each page of the first. */
export const marksImport = { module: sharedMemoryImport.module, name: 'marks' } as const;

/** Wasm pages of it: enough for all that 32 bits reach. */
export const marksPages = 16;

/** log2 of the bytes that one mark stands for. */
export const pageShift = 12;

/**
 * A mark stands for the page that it is in and for as many bytes behind it, so that stores at small offsets from one address need but one.
 * Offsets are marked in steps of this.
 */
export const reachBytes = 256;
const longestStoreBytes = 16;

/** How far what is written may go on behind a marked page. */
export const bytesBehindMark = reachBytes + longestStoreBytes;

const [add, shift, wrap, store8] = [0x6a, 0x76, 0xa7, 0x3a];
const [add64, shift64] = [0x7c, 0x88];
/** Natural alignment, and bit 6: the number of a memory follows. */
const inNamedMemory = 0x40;

/**
 * Inserts, before each store, another that marks the page it begins in (docs/decisions/0010-rollback.md), unless that is marked already: whoever
 * clears the marks before a message knows after it what may have changed. Memory's own content stays the same to the byte, also while it is
 * instantiated: it has neither data segments nor a start function. What is written may go on for `bytesBehindMark` behind the last of some
 * marked pages.
 * @param bytes of a module that imports its memory
 * @returns undefined where it writes memory in other ways than by stores
 * @throws EvaluationError `module-invalid`, `unsupported-module`
 */
export function watchStores(bytes: Uint8Array, { wide }: { readonly wide: boolean }): Bytes | undefined {
  const sections = WasmSections.read(bytes);
  const code = sections.find(section.code);
  // With a count of data segments, instructions may refer to them.
  if (code === undefined || sections.find(section.dataCount) !== undefined) return undefined;
  const types = functionTypes(sections);
  const watched = rewriteBodies(code, (body, index) =>
    watchBody(body, types[index]?.parameters.length ?? 0, wide),
  );
  const imported = new WasmWriter();
  imported.vector(encodeUtf8(marksImport.module));
  imported.vector(encodeUtf8(marksImport.name));
  imported.byte(2, 1);
  imported.unsigned(marksPages);
  imported.unsigned(marksPages);
  return sections
    .with(
      new Map<number, Uint8Array | undefined>([
        ...withoutBeginning,
        [section.import, appendEntries(sections.find(section.import), [imported.take()])],
        [section.code, watched],
      ]),
    )
    .write();
}

function watchBody(body: Uint8Array, parameters: number, wide: boolean): Bytes {
  const reader = new WasmReader(body);
  const writer = new WasmWriter();
  const locals = new ScratchLocals(parameters + skipLocals(reader));
  const places = new MarkedPlaces();
  let copied = reader.offset;
  while (!reader.done) {
    const start = reader.offset;
    const store = readStore(reader);
    const place = store === undefined ? 0 : store.offset - (store.offset % reachBytes);
    const isMarked = store === undefined || places.mark(place);
    places.pass(body, start);
    if (isMarked) continue;
    writer.copy(body, copied, start);
    const value = locals.use(store.type);
    const address = locals.use(wide ? valueType.i64 : valueType.i32, turnOfAddress);
    writer.byte(op.localSet, ...value, op.localTee, ...address);
    if (wide) writer.byte(op.i64Const, ...encodeSigned(place), add64, op.i64Const, pageShift, shift64, wrap);
    else writer.byte(op.i32Const, ...encodeSigned(place | 0), add, op.i32Const, pageShift, shift);
    // Which memory, and no offset.
    writer.byte(op.i32Const, 1, store8, inNamedMemory, 1, 0);
    writer.byte(op.localGet, ...address, op.localGet, ...value);
    writer.copy(body, start, reader.offset);
    copied = reader.offset;
  }
  writer.copy(body, copied);
  return concatBytes([locals.declare(body), writer.take()]);
}

/** Apart from the locals that keep values. */
const turnOfAddress = 1;

interface Store {
  /** Of the value. */
  readonly type: number;
  readonly offset: number;
}

/** Moves behind the next instruction; what it is, if it is a store. */
function readStore(reader: WasmReader): Store | undefined {
  const start = reader.offset;
  const opcode = reader.byte();
  let type: number | undefined;
  if (isStore(opcode)) type = storedTypes[opcode - 0x36];
  else if (opcode === op.vector) {
    const operation = reader.unsigned();
    const writes = operation === vectorStore || (isLaneAccess(operation) && operation >= firstLaneStore);
    if (writes && vectorMemoryUse(operation) !== 'none') type = valueType.v128;
  } else if (opcode === op.prefixed) refuseBulk(reader.unsigned());
  const offset = type === undefined ? undefined : readOffset(reader);
  reader.offset = start + 1;
  skipImmediates(reader, opcode);
  return type === undefined || offset === undefined ? undefined : { type, offset };
}

const vectorStore = 11;
const firstLaneStore = 88;

function readOffset(reader: WasmReader): number {
  reader.skipLeb();
  return Number(reader.unsigned64());
}

function refuseBulk(operation: number): void {
  if (operation < prefixed.memoryInit) return;
  throw unsupported('The module writes memory in bulk, which nothing watches.', { operation });
}

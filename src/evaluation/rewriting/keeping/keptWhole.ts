import { WasmReader } from '../wasm/bytes.ts';
import { section, unsupported, type WasmSections } from '../wasm/sections.ts';
import { isLoad, isStore, op, prefixed, skipImmediates } from '../wasm/skipImmediates.ts';

/*
 * What an instance has, and what is kept of it: one memory, and globals that are integers. Tables, segments and globals of other kinds cannot be
 * read or set from outside, so that a checkpoint, a message undone or the next instance would have others. No compiler of the network makes modules that change
 * them; one that does is refused, as whatever came of it after the first checkpoint or error would be wrong.
 */

/**
 * @throws EvaluationError `unsupported-module` where an instance changes what cannot be kept, or may, by instructions that are not known here;
 * `module-invalid`
 */
export function assertKeptWhole(sections: WasmSections): void {
  const memories = sections.count(section.memory);
  if (memories > 1)
    throw unsupported('The module has several memories, of which one would be kept.', { memories });
  const { count, reader } = sections.entries(section.code);
  for (let left = count; left > 0; left -= 1) {
    const body = new WasmReader(reader.vector());
    for (let groups = body.unsigned(); groups > 0; groups -= 1) {
      body.skipLeb();
      skipType(body);
    }
    while (!body.done) skipKept(body, body.byte());
  }
}

/** Moves behind the immediates of an instruction that changes nothing but memory, globals and the stack. */
function skipKept(reader: WasmReader, opcode: number): void {
  if (isLoad(opcode) || isStore(opcode)) {
    skipPlace(reader);
    return;
  }
  switch (opcode) {
    case 0x02: // block, loop, if; try
    case 0x03:
    case 0x04:
    case 0x06:
      skipType(reader);
      return;
    case 0x1f: // try_table
      skipType(reader);
      for (let left = reader.unsigned(); left > 0; left -= 1) {
        const hasTag = reader.byte() < 2;
        if (hasTag) reader.skipLeb();
        reader.skipLeb();
      }
      return;
    case 0x1c: // select, with types
      for (let left = reader.unsigned(); left > 0; left -= 1) skipType(reader);
      return;
    case 0x0a: // throw_ref; catch_all; ref.is_null, ref.eq, ref.as_non_null
    case 0x19:
    case 0xd1:
    case 0xd3:
    case 0xd4:
      return;
    case 0x07: // catch, throw, rethrow, delegate
    case 0x08:
    case 0x09:
    case 0x18:
    case 0x12: // return_call; call_ref, return_call_ref
    case 0x14:
    case 0x15:
    case 0x25: // table.get; ref.null, ref.func; br_on_null, br_on_non_null
    case 0xd0:
    case 0xd2:
    case 0xd5:
    case 0xd6:
      reader.skipLeb();
      return;
    case 0x13: // return_call_indirect
      reader.skipLeb();
      reader.skipLeb();
      return;
    case 0x26:
      throw changes('a table', opcode, reader.offset);
    case op.prefixed:
      skipPrefixed(reader);
      return;
    case atomic:
      if (reader.unsigned() === fence) reader.skip(1);
      else skipPlace(reader);
      return;
    default:
      skipImmediates(reader, opcode);
  }
}

const tableSize = 16;
const tableChanges: ReadonlySet<number> = new Set([12, 14, 15, 17]);
const elementsDrop = 13;

function skipPrefixed(reader: WasmReader): void {
  const start = reader.offset;
  const opcode = reader.unsigned();
  if (opcode === prefixed.dataDrop || opcode === elementsDrop) throw changes('its segments', opcode, start);
  if (tableChanges.has(opcode)) throw changes('a table', opcode, start);
  if (opcode === tableSize) {
    reader.skipLeb();
    return;
  }
  reader.offset = start;
  skipImmediates(reader, op.prefixed);
}

const [atomic, fence] = [0xfe, 3];
const inNamedMemory = 0x40;

/** Alignment, the number of a memory where bit 6 announces it, and offset. */
function skipPlace(reader: WasmReader): void {
  if ((reader.unsigned() & inNamedMemory) !== 0) reader.skipLeb();
  reader.skipLeb();
}

/** A type of a value or a block: a byte, a reference to a type by its number, or the number of a function's. */
function skipType(reader: WasmReader): void {
  const start = reader.offset;
  const first = reader.byte();
  reader.offset = start;
  if (first === 0x63 || first === 0x64) reader.skip(1);
  reader.skipLeb();
}

function changes(what: string, opcode: number, offset: number) {
  return unsupported(`The module changes ${what}, and no checkpoint could keep that.`, { opcode, offset });
}

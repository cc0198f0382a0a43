import type { ModuleFormat } from '../protocol/module.ts';
import { importNames } from './host/minifiedNames.ts';
import { offeredImports } from './host/offeredImports.ts';

/**
 * What differs between module formats, as data (legacynet.md §5.2). Every format is the same C library compiled by another
 * emscripten; the rest of this folder is one host that reads this table.
 */
export interface FormatTraits {
  /** Width of C's pointers, and of `size_t`, `off_t` excepted: 8 means that pointers cross as BigInt. */
  readonly pointerBytes: 4 | 8;
  /** What runs at instantiation after the constructors. `main` boots Lua in the formats that run it. */
  readonly main: 'not-run' | 'without-arguments' | 'with-program-name';
  /** File opens leave the module through Asyncify, `handle` included (legacynet.md §5.8). */
  readonly suspends: boolean;
  /** Bytes reserved on the wasm stack for a string argument; what is not written stays as residue (legacynet.md §5.1). */
  readonly stringReservation: 'exact' | 'four-per-utf16-unit';
  readonly dateNow: 'ticks' | 'zero';
  readonly monotonicNow: 'ticks' | 'zero' | 'not-a-number';
  /** Growth beyond this is refused before the engine is asked. */
  readonly heapCeilingBytes: number;
  readonly files: 'in-memory' | 'stubs';
  /** A directory made in the file system after instantiation; making it takes one tick of the clock. */
  readonly extraDirectory: '/data' | undefined;
  /** Magic words at the end of the stack and at address zero. */
  readonly stackCookie: boolean;
  /** The reference's glue is built with assertions: it aborts where it is given what it does not expect. */
  readonly asserts: boolean;
  /** Layout of `struct stat`, `timespec` and the like: musl's, before and after times became 64-bit. */
  readonly structures: 'early' | 'current';
  /** How `tzset` reports the zone's name. */
  readonly zoneNames: 'allocated' | 'seven-bytes' | 'short';
  /** `fcntl` command of F_GETLK; F_SETLK and F_SETLKW follow it. */
  readonly fileLockCommand: 5 | 12;
  /** Answers of `system()` for a null command and for any command. */
  readonly shell: 'none' | 'host' | 'none-with-errno';
  /** The C library's `exit` flushes its streams first. */
  readonly flushesOnExit: boolean;
  /** WeaveDrive is always attached, whatever the module's `Extension` tags say (legacynet.md §10). */
  readonly weaveDriveAttached: boolean;
  /** Import and export names are single letters. */
  readonly minified: boolean;
  /** What it may import beside the counting of gas, by full names. */
  readonly imports: ReadonlySet<string>;
  /** Instructions are inserted that count gas (legacynet.md §5.7). */
  readonly metered: boolean;
}

const format1: FormatTraits = {
  pointerBytes: 4,
  main: 'without-arguments',
  suspends: false,
  stringReservation: 'four-per-utf16-unit',
  dateNow: 'zero',
  monotonicNow: 'zero',
  heapCeilingBytes: 524_288_000,
  files: 'stubs',
  extraDirectory: undefined,
  stackCookie: false,
  asserts: false,
  structures: 'early',
  zoneNames: 'allocated',
  fileLockCommand: 5,
  shell: 'none-with-errno',
  flushesOnExit: false,
  weaveDriveAttached: false,
  minified: true,
  imports: new Set(importNames.values()),
  metered: false,
};

const format2: FormatTraits = {
  ...format1,
  main: 'with-program-name',
  monotonicNow: 'not-a-number',
  files: 'in-memory',
  stackCookie: true,
  asserts: true,
  flushesOnExit: true,
  minified: false,
  imports: offeredImports.second,
};

const format3: FormatTraits = {
  ...format2,
  main: 'without-arguments',
  stringReservation: 'exact',
  dateNow: 'ticks',
  monotonicNow: 'ticks',
  heapCeilingBytes: 4_294_901_760,
  structures: 'current',
  zoneNames: 'seven-bytes',
  fileLockCommand: 12,
  shell: 'none',
  imports: offeredImports.third,
};

const format4: FormatTraits = {
  ...format3,
  main: 'not-run',
  suspends: true,
  extraDirectory: '/data',
  zoneNames: 'short',
  shell: 'host',
  imports: offeredImports.fourth,
};

const format64: FormatTraits = {
  ...format4,
  pointerBytes: 8,
  heapCeilingBytes: 17_179_869_184,
  fileLockCommand: 5,
  shell: 'none',
  weaveDriveAttached: true,
  imports: offeredImports.wide,
};

export const formatTraits: Readonly<Record<ModuleFormat, FormatTraits>> = {
  'wasm32-unknown-emscripten': format1,
  'wasm32-unknown-emscripten2': format2,
  'wasm32-unknown-emscripten3': format3,
  'wasm32-unknown-emscripten4': format4,
  'wasm32-unknown-emscripten-metering': { ...format4, metered: true },
  'wasm64-unknown-emscripten-draft_2024_02_15': format64,
  'wasm64-unknown-emscripten-draft_2024_10_16-metering': {
    ...format64,
    metered: true,
    weaveDriveAttached: false,
  },
};

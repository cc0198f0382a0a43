import { decodeUtf8Strict } from '../../../base/bytes.ts';
import { WasmReader } from '../wasm/bytes.ts';
import { countImports, section, type WasmSections } from '../wasm/sections.ts';
import { op } from '../wasm/skipImmediates.ts';

/** Exports with which Asyncify is steered, and the state that each sets. */
const steering = {
  asyncify_start_unwind: 1,
  asyncify_stop_unwind: 0,
  asyncify_start_rewind: 2,
  asyncify_stop_rewind: 0,
} as const;

/** Where a module keeps whether it is running (0), unwinding (1) or rewinding (2). */
export interface AsyncifyState {
  readonly global: number;
  /** Bodies, by their place in the code section, that may set it. */
  readonly setters: ReadonlySet<number>;
}

/**
 * Looks for the global in the bodies of the functions that steer Asyncify: each begins by setting it. Undefined where the module has none of
 * them, or where anything about them is not as Asyncify makes it.
 */
export function findAsyncifyState(sections: WasmSections): AsyncifyState | undefined {
  const exported = exportedFunctions(sections);
  const { functions: imported } = countImports(sections);
  const bodies = readBodies(sections);
  const globals = new Set<number>();
  const setters = new Set<number>();
  for (const [name, state] of Object.entries(steering)) {
    const place = (exported.get(name) ?? -1) - imported;
    const global = globalSetFirst(bodies[place], state);
    if (global === undefined) return undefined;
    globals.add(global);
    setters.add(place);
  }
  const [global, ...others] = globals;
  return global === undefined || others.length > 0 ? undefined : { global, setters };
}

/** The global of a body that starts with `i32.const state; global.set`, without locals. */
function globalSetFirst(body: Uint8Array | undefined, state: number): number | undefined {
  if (body === undefined) return undefined;
  const reader = new WasmReader(body);
  for (const expected of [0, op.i32Const, state, op.globalSet]) {
    if (reader.byte() !== expected) return undefined;
  }
  return reader.unsigned();
}

function exportedFunctions(sections: WasmSections): ReadonlyMap<string, number> {
  const { count, reader } = sections.entries(section.export);
  const functions = new Map<string, number>();
  for (let left = count; left > 0; left -= 1) {
    const name = decodeUtf8Strict(reader.vector());
    const kind = reader.byte();
    const index = reader.unsigned();
    if (kind === 0 && name !== undefined) functions.set(name, index);
  }
  return functions;
}

function readBodies(sections: WasmSections): readonly Uint8Array[] {
  const { count, reader } = sections.entries(section.code);
  return Array.from({ length: count }, () => reader.vector());
}

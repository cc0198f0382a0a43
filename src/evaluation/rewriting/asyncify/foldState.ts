import type { Bytes } from '../../../base/bytes.ts';
import { rewriteBodies, section, WasmSections, withoutBeginning } from '../wasm/sections.ts';
import { foldBody } from './foldBody.ts';
import type { AsyncifyState } from './stateGlobal.ts';

/**
 * The module for as long as nothing is suspended: where it reads Asyncify's state it finds the constant 0, and the compiler leaves out all
 * that is done only while unwinding or rewinding, a third of a message's time (docs/decisions/0009-asyncify.md). It has neither data segments nor a
 * start function: it runs on the memory of an instance that has started already.
 *
 * Undefined where something else than Asyncify's own functions sets the state, and the module has to run as it is.
 * @param state as found in the module, before other code was put around Asyncify's
 * @throws EvaluationError `module-invalid`, `unsupported-module`
 */
export function foldAsyncifyState(bytes: Uint8Array, state: AsyncifyState): Bytes | undefined {
  const sections = WasmSections.read(bytes);
  const code = sections.find(section.code);
  // With a count of data segments, instructions may refer to them.
  if (code === undefined || sections.find(section.dataCount) !== undefined) return undefined;
  const stray = new Set<number>();
  const folded = rewriteBodies(code, (body, index) => {
    const { bytes: rewritten, sets } = foldBody(body, state.global);
    if (sets && !state.setters.has(index)) stray.add(index);
    return rewritten;
  });
  // Something else sets the state, so that nothing is known about its value.
  if (stray.size > 0) return undefined;
  return sections
    .with(new Map<number, Uint8Array | undefined>([...withoutBeginning, [section.code, folded]]))
    .write();
}

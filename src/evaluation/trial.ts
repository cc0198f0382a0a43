import { equalBytes } from '../base/bytes.ts';
import type { HandleOutcome } from './mergeOutput.ts';
import type { ModuleInstance } from './moduleInstance.ts';
import type { ChangedPages } from './shadow.ts';
import type { Undo } from './undo.ts';

/** All that one evaluation of a message led to. */
export interface Trial {
  /** What it said or threw, its gas, memory's length, the clock and the files. */
  readonly facts: string;
  readonly pages: ChangedPages;
}

export function trialOf(outcome: HandleOutcome, { memory, host }: ModuleInstance, undo: Undo): Trial {
  const said = outcome.kind === 'text' ? { ...outcome } : { thrown: String(outcome.error) };
  const { clockTick, files } = host.save();
  const contents = files.map(({ path, data }) => [path, String(data)]);
  const facts = JSON.stringify({ said, clockTick, contents, memoryBytes: memory.byteLength });
  return { facts, pages: undo.changes(memory.bytes) };
}

/** Whether two evaluations of the same message led to the same, memory to the byte. */
export function sameOutcome(a: Trial, b: Trial): boolean {
  if (a.facts !== b.facts || a.pages.size !== b.pages.size) return false;
  for (const [page, bytes] of a.pages) {
    const other = b.pages.get(page);
    if (other === undefined || !equalBytes(bytes, other)) return false;
  }
  return true;
}

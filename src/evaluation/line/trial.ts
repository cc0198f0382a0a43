import { equalBytes } from '../../base/bytes.ts';
import { memoryPageBytes } from '../evaluator.ts';
import type { ModuleInstance } from '../instance/moduleInstance.ts';
import type { HandleOutcome } from './mergeOutput.ts';

/** All that one evaluation of a message led to. */
export interface Trial {
  /** What it said or threw, its gas, memory's length, the clock and the files. */
  readonly facts: string;
  /** By number, the pages that differ from before. */
  readonly pages: ReadonlyMap<number, Uint8Array>;
}

/** @param different numbers of all pages that differ from before */
export function trialOf(
  outcome: HandleOutcome,
  { memory, host }: ModuleInstance,
  different: readonly number[],
): Trial {
  const said = outcome.kind === 'text' ? outcome : { thrown: String(outcome.error) };
  const { clockTick, files } = host.save();
  const contents = files.map(({ path, data }) => [path, String(data)]);
  const facts = JSON.stringify({ said, clockTick, contents, memoryBytes: memory.byteLength });
  const { bytes } = memory;
  const pages = new Map<number, Uint8Array>();
  for (const page of different) {
    pages.set(page, bytes.slice(page * memoryPageBytes, (page + 1) * memoryPageBytes));
  }
  return { facts, pages };
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

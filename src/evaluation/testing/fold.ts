import { type CapturedState, type EvaluatorState, memoryPageBytes } from '../evaluator.ts';

/** What storage does with captures: the newest content of each page wins. */
export function fold(state: EvaluatorState | undefined, capture: CapturedState): EvaluatorState {
  const pages = new Map<number, Uint8Array>();
  for (const source of state === undefined ? [capture] : [state, capture]) {
    for (const [position, index] of source.pages.indices.entries()) {
      const start = position * memoryPageBytes;
      pages.set(index, source.pages.bytes.slice(start, start + memoryPageBytes));
    }
  }
  const indices = Uint32Array.from([...pages.keys()].sort((a, b) => a - b));
  const bytes = new Uint8Array(indices.length * memoryPageBytes);
  for (const [position, index] of indices.entries())
    bytes.set(pages.get(index) ?? [], position * memoryPageBytes);
  return { memoryBytes: capture.memoryBytes, pages: { indices, bytes }, host: capture.host };
}

export function foldAll(captures: readonly CapturedState[]): EvaluatorState {
  let state: EvaluatorState | undefined;
  for (const capture of captures) state = fold(state, capture);
  if (state === undefined) throw new Error('there is nothing to fold');
  return state;
}

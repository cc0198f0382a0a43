import { defaultRules } from '../../storage/preferences.ts';
import type { EvaluationOptions, EvaluationTools } from '../evaluator/evaluationTools.ts';
import type { Line } from './line.ts';
import { createSaver, noSaver, type Saver } from './saver.ts';
import { createVisitSaver } from './visitSaver.ts';

/** How a line is saved: a visit to the past leaves the line of checkpoints as it is. */
export async function saverFor(
  { context, store, savesLine }: EvaluationTools,
  line: Line,
  { toNonce, profile }: EvaluationOptions['request'],
): Promise<Saver> {
  // What was begun with and could not be saved, nothing can be saved on top of.
  if (!savesLine || (line.origin !== undefined && line.restoredNonce === null)) return noSaver;
  const checkpoints = toNonce === undefined ? [] : await store.listCheckpoints(line.id).catch(() => []);
  const newest = checkpoints.at(-1)?.nonce ?? -1;
  if (newest > (toNonce ?? newest)) return createVisitSaver(store, line);
  const { reachWithinMs } = await store.loadRules().catch(() => defaultRules);
  return createSaver(store, line, {
    startMs: context.steadyMs(),
    reachWithinMs,
    profile,
    readClock: context.nowMs,
  });
}

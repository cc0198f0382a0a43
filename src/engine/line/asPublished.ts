import type { Line } from './line.ts';

/** For the user: it changes no result, but whoever relies on this browser should know of it. */
export const ranAsPublished =
  'The faster form of this module did not give the same, so the module was run as published.';

/**
 * Notes on the line, and in its evidence, that the evaluator has found the faster form of its module to do something else. An evaluator that is
 * gone tells nothing.
 */
export async function noteRunAsPublished(line: Line): Promise<void> {
  const status = line.runsAsPublished ? undefined : await line.evaluator.status().catch(() => undefined);
  if (status?.fastPath === 'differed') line.runsAsPublished = true;
  if (line.runsAsPublished !== true) return;
  line.tallies = line.tallies.map((tally) =>
    tally.name === 'evaluation' ? { ...tally, notable: { reason: ranAsPublished } } : tally,
  );
}

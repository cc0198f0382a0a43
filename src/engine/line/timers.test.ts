import { describe, expect, it } from 'vitest';
import type { Evaluator, EvaluatorState } from '../../evaluation/evaluator.ts';
import { dockerProfile } from '../../evaluation/profile.ts';
import type { LineId } from '../../storage/line.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { MessageResult } from '../api.ts';
import { createCronTimers } from '../replay/cronTimers.ts';
import { replay } from '../replay/replay.ts';
import { planSteps } from '../replay/steps.ts';
import { asProcess, entry, everyTenSeconds, processWith } from '../replay/testing/saidSchedule.ts';
import { createTurns } from '../replay/turns.ts';
import { createSpares, sparingStore } from '../store/sparingStore.ts';
import { ToyLine } from '../testing/simulation/toyEvaluator.ts';
import type { Line } from './line.ts';
import { decodeSavedLedger } from './savedLedger.ts';
import { createSaver } from './saver.ts';

const lineId = 'line' as LineId;
const process = processWith(everyTenSeconds);
/** Between these, timers fire once, not at all, three times and twice. */
const schedule = [0, 12_000, 13_000, 48_000, 65_000].map((afterMs, nonce) =>
  entry(nonce, nonce === 0 ? { id: 1, afterMs, tags: asProcess } : { id: 3 + nonce, afterMs }),
);

function toyEvaluator(restore?: EvaluatorState): { readonly evaluator: Evaluator; readonly toy: ToyLine } {
  const toy = new ToyLine(dockerProfile, restore);
  const evaluator: Evaluator = {
    evaluate: async (messages) => messages.map((message) => toy.evaluate(message)),
    dryRun: async () => toy.dryRun(),
    capture: async (options) => toy.capture(options),
    hashMemory: async () => toy.hash(),
    status: async () => toy.status,
    close: () => undefined,
  };
  return { evaluator, toy };
}

interface Run {
  /** Stopped as soon as so many messages and timers have been evaluated; absent: never. */
  readonly stopAfter?: number;
  /** Time that passes at each look at the clock: 0 and batches grow, much and each message and timer is a batch. */
  readonly lookMs?: number;
}

/** A line from its newest checkpoint on, saved wherever it can be. */
async function run(
  kept: ReturnType<typeof createMemoryStore>,
  { stopAfter = Number.POSITIVE_INFINITY, lookMs = 0 }: Run = {},
) {
  const { checkpoint } = await kept.loadCheckpoint(lineId);
  const { evaluator, toy } = toyEvaluator(checkpoint);
  const position = checkpoint && decodeSavedLedger(checkpoint.ledgerJson).position;
  const line: Line = {
    ...{ id: lineId, evaluator, position, tallies: [], evaluationMs: 0, origin: undefined },
    restoredNonce: checkpoint?.nonce ?? null,
  };
  const after = position?.nonce ?? -1;
  async function* rest() {
    yield schedule.slice(after + 1);
  }
  const stop = new AbortController();
  const { signal } = stop;
  const saver = createSaver(sparingStore(kept, createSpares()), line, { startMs: 0, reachWithinMs: 0 });
  const results: MessageResult[] = [];
  let clockMs = 0;
  const look = () => {
    clockMs += lookMs;
    return clockMs;
  };
  const gateway = { fetchBlocks: async () => [] };
  await replay(line, {
    steps: planSteps({
      process,
      schedule: rest(),
      after: position && { ...position },
      timers: createCronTimers(process, gateway, { signal }),
      processMessage: () => Promise.reject(new Error('The schedule begins with the process.')),
      earlierIds: async () => ({ evaluated: new Set(), messages: new Set() }),
      now: async () => undefined,
    }),
    ...{ saver, signal, hashMemory: false, watchdogMs: 60_000, turns: createTurns(1) },
    takeReads: () => ({ tallies: [], open: [] }),
    steadyMs: look,
    onAdvance: () => undefined,
    onResults: (found) => {
      results.push(...found);
      if (results.length >= stopAfter) stop.abort(new DOMException('Stopped.', 'AbortError'));
    },
  }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  await saver.settle();
  return { results, memorySha256: toy.hash() };
}

describe('a line whose process has timers', () => {
  it('comes to the same wherever it was stopped: what timers did is not done once more when it goes on', async () => {
    const whole = await run(createMemoryStore());
    expect(whole.results.map(({ cron, nonce }) => (cron === null ? nonce : cron))).toEqual([
      ...[0, '0-10-seconds', 1, 2, '0-10-seconds', '0-10-seconds', '0-10-seconds', 3],
      ...['0-10-seconds', '0-10-seconds', 4],
    ]);
    for (const lookMs of [0, 1000]) {
      for (const [stopAfter] of whole.results.entries()) {
        const store = createMemoryStore();
        await run(store, { stopAfter, lookMs });
        const { memorySha256 } = await run(store, { lookMs });
        expect(memorySha256, `stopped after ${stopAfter}`).toBe(whole.memorySha256);
      }
    }
  });

  it('is saved at the last message that was evaluated, whatever timers have done since', async () => {
    let betweenCount = 0;
    for (let stopAfter = 1; stopAfter <= 11; stopAfter += 1) {
      const store = createMemoryStore();
      const { results } = await run(store, { stopAfter, lookMs: 1000 });
      if (results.at(-1)?.cron !== null) betweenCount += 1;
      const { checkpoint } = await store.loadCheckpoint(lineId);
      expect(checkpoint?.nonce).toBe(results.findLast(({ cron }) => cron === null)?.nonce);
    }
    expect(betweenCount).toBeGreaterThan(2);
  });
});

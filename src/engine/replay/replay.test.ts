import { describe, expect, it } from 'vitest';
import { decodeUtf8Lossy, encodeUtf8 } from '../../base/bytes.ts';
import type { CapturedState, Evaluated, Evaluator } from '../../evaluation/evaluator.ts';
import type { EvaluationResult } from '../../protocol/evaluationResult.ts';
import type { WasmMessage } from '../../protocol/wasmMessage.ts';
import type { LineId } from '../../storage/line.ts';
import { createScheduleVerifier } from '../../verification/schedule.ts';
import { decode, process, told } from '../../verification/testing/realSchedule.ts';
import type { MessageResult } from '../api.ts';
import type { Line } from '../line/line.ts';
import { noSaver, type Saver } from '../line/saver.ts';
import { type ReplayOptions, replay } from './replay.ts';
import type { Step } from './steps.ts';
import { createTurns } from './turns.ts';

const result: EvaluationResult = { Messages: [], Assignments: [], Spawns: [], Output: '' };

/** Steps of real, verified messages; what a module would be given does not matter here. */
async function verifiedSteps(): Promise<readonly Step[]> {
  const { messages, findings } = await createScheduleVerifier({ process, source: 'test' }).verify(
    decode(told),
  );
  return messages.flatMap((message, nonce): readonly Step[] => {
    const finding = findings[nonce];
    if (finding === undefined) return [];
    const json = encodeUtf8(String(nonce));
    const input = { kind: 'scheduled', json, blockHeight: 0 } as unknown as WasmMessage;
    const itemId = message.assignment.messageId ?? process.id;
    return [{ kind: 'message', verified: { itemId, ...finding }, evaluatedId: String(nonce), input }];
  });
}

/** An evaluator that answers when it is told to, and knows what it was given. */
function scriptedEvaluator() {
  const calls: {
    readonly nonces: readonly number[];
    readonly answer: () => void;
    readonly fail: () => void;
  }[] = [];
  let memoryNonce = -1;
  const captured: number[] = [];
  let queue: Promise<unknown> = Promise.resolve();
  const evaluator: Evaluator = {
    evaluate(messages) {
      const nonces = messages.map(({ json }) => Number(decodeUtf8Lossy(json)));
      const before = queue;
      const answered = new Promise<readonly Evaluated[]>((resolve, reject) => {
        calls.push({
          nonces,
          answer: () => {
            memoryNonce = nonces.at(-1) ?? memoryNonce;
            resolve(nonces.map(() => ({ result, handleMs: 1 })));
          },
          fail: () => reject(new Error('the module is broken')),
        });
      });
      const turn = before.then(() => answered);
      queue = turn.catch(() => undefined);
      return turn;
    },
    capture: () =>
      queue.then((): CapturedState => {
        captured.push(memoryNonce);
        return {
          memoryBytes: 0,
          pages: { indices: new Uint32Array(0), bytes: new Uint8Array(0) },
          host: { clockTick: 0, files: [] },
        };
      }),
    dryRun: () => Promise.reject(new Error('not asked here')),
    hashMemory: () => Promise.resolve(''),
    status: () => Promise.reject(new Error('not asked here')),
    close: () => undefined,
  };
  return { evaluator, calls, captured };
}

/** Saves what a capture says, and is due when it is told to be. */
function scriptedSaver(due: () => boolean) {
  const saved: { readonly position: number | undefined }[] = [];
  const saver: Saver = {
    ...noSaver,
    isDue: due,
    async save(line) {
      await line.evaluator.capture();
      saved.push({ position: line.position?.nonce });
    },
  };
  return { saver, saved };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** A core that another process has, and lets go of when it is told to. */
async function takenCore() {
  const cores = createTurns(1);
  const other = cores.join();
  await other.take();
  return { cores, other };
}

async function start(change: Partial<ReplayOptions> = {}) {
  const { evaluator, calls, captured } = scriptedEvaluator();
  const line: Line = {
    id: 'line' as LineId,
    evaluator,
    position: undefined,
    tallies: [],
    evaluationMs: 0,
    restoredNonce: null,
    origin: undefined,
  };
  const all = await verifiedSteps();
  const results: MessageResult[] = [];
  async function* steps() {
    yield all;
  }
  const done = replay(line, {
    steps: steps(),
    saver: noSaver,
    hashMemory: false,
    watchdogMs: 60_000,
    turns: createTurns(1),
    takeReads: () => ({ tallies: [], open: [] }),
    steadyMs: () => 0,
    onAdvance: () => undefined,
    onResults: (found) => void results.push(...found),
    ...change,
  });
  done.catch(() => undefined);
  await turns();
  return { line, calls, captured, results, done };
}

/** Answers every call until the replay has ended. */
async function answerAll(run: Awaited<ReturnType<typeof start>>): Promise<void> {
  const ended = new AbortController();
  const end = run.done.catch(() => undefined).finally(() => ended.abort());
  for (let place = 0; !ended.signal.aborted; await turns()) {
    const call = run.calls[place];
    call?.answer();
    if (call !== undefined) place += 1;
  }
  await end;
}

describe('the evaluator', () => {
  it('has its next messages before it has answered, and never more than those', async () => {
    const run = await start();
    expect(run.calls.map(({ nonces }) => nonces)).toEqual([[0], [1]]);
    run.calls[0]?.answer();
    await turns();
    expect(run.results.map(({ nonce }) => nonce)).toEqual([0]);
    expect(run.calls).toHaveLength(3);
    await answerAll(run);
    expect(run.calls.flatMap(({ nonces }) => nonces)).toEqual(told.map((_, nonce) => nonce));
    expect(run.results.map(({ nonce }) => nonce)).toEqual(told.map((_, nonce) => nonce));
    // No time passes here, so each handing-over doubles; with thousands of messages it is one in two hundred.
    expect(run.calls.map(({ nonces }) => nonces.length)).toEqual([1, 1, 2, 4, 8, 15]);
  });

  it('is given nothing more where it has to be saved, so that what is saved is the state there', async () => {
    const { saver, saved } = scriptedSaver(() => true);
    const run = await start({ saver });
    expect(run.calls).toHaveLength(1);
    await answerAll(run);
    expect(saved.map(({ position }) => position)).toEqual(run.captured);
    expect(saved.length).toBeGreaterThan(3);
  });

  it('is given nothing before its process has a turn, and nothing more while another waits for one', async () => {
    const { cores, other } = await takenCore();
    const run = await start({ turns: cores });
    expect(run.calls).toHaveLength(0);
    other.give();
    await turns();
    expect(run.calls.map(({ nonces }) => nonces)).toEqual([[0], [1]]);
    const back = other.take();
    run.calls[0]?.answer();
    await turns();
    expect(run.calls).toHaveLength(2);
    run.calls[1]?.answer();
    await back;
    await turns();
    expect(run.calls).toHaveLength(2);
    other.give();
    await answerAll(run);
    expect(run.results.map(({ nonce }) => nonce)).toEqual(told.map((_, nonce) => nonce));
  });

  it('lets its turn go while its schedule has to be waited for', async () => {
    const { cores, other } = await takenCore();
    other.give();
    const all = await verifiedSteps();
    let tellMore = () => {};
    const more = new Promise<void>((resolve) => {
      tellMore = resolve;
    });
    async function* slowly() {
      yield all.slice(0, 1);
      await more;
      yield all.slice(1);
    }
    const run = await start({ turns: cores, steps: slowly() });
    run.calls[0]?.answer();
    await turns();
    void other.take();
    expect(other.isWanted).toBe(false);
    tellMore();
    await turns();
    expect(run.calls).toHaveLength(1);
    other.give();
    await answerAll(run);
    expect(run.results.map(({ nonce }) => nonce)).toEqual(told.map((_, nonce) => nonce));
  });

  it('lets its turn go however the replay ends', async () => {
    const { cores, other } = await takenCore();
    other.give();
    const run = await start({ turns: cores });
    run.calls[0]?.fail();
    run.calls[1]?.fail();
    await expect(run.done).rejects.toThrow('the module is broken');
    // Were it not free, this would have to wait for somebody's patience.
    void other.take();
    expect(other.isWanted).toBe(false);
    const stop = new AbortController();
    const waiting = await start({ turns: cores, signal: stop.signal });
    stop.abort(new DOMException('Stopped.', 'AbortError'));
    await expect(waiting.done).rejects.toMatchObject({ name: 'AbortError' });
    expect(waiting.calls).toHaveLength(0);
  });

  it('has done what it was given when the replay is stopped, and the line stands there', async () => {
    const stop = new AbortController();
    const { saver, saved } = scriptedSaver(() => false);
    const run = await start({ signal: stop.signal, saver });
    run.calls[0]?.answer();
    await turns();
    stop.abort(new DOMException('Stopped.', 'AbortError'));
    await answerAll(run);
    await expect(run.done).rejects.toMatchObject({ name: 'AbortError' });
    expect(run.line.position?.nonce).toBe(run.calls.at(-1)?.nonces.at(-1));
    expect(saved).toEqual([{ position: run.captured.at(-1) }]);
  });

  it('that fails ends the replay where it stood', async () => {
    const run = await start();
    run.calls[0]?.answer();
    await turns();
    run.calls[1]?.fail();
    run.calls[2]?.fail();
    await expect(run.done).rejects.toThrow('the module is broken');
    expect(run.line.position?.nonce).toBe(0);
  });
});

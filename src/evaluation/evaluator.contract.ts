import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { WasmMessage } from '../protocol/wasmMessage.ts';
import type { CapturedState, Evaluator, EvaluatorOptions, EvaluatorState } from './evaluator.ts';
import { Scenario } from './testing/aosMessages.ts';
import { fold, foldAll } from './testing/fold.ts';
import { evaluatorOptions, wasm32 } from './testing/modules.ts';
import { tokenLua } from './testing/token.ts';

/** What every `Evaluator` does, wherever it lives. */
export function evaluatorContract(
  name: string,
  openEvaluator: (options: EvaluatorOptions) => Promise<Evaluator>,
): void {
  describe(`${name} keeps the contract of an evaluator`, () => {
    let options: EvaluatorOptions;
    const opened: Evaluator[] = [];

    beforeAll(async () => {
      options = await evaluatorOptions('aos2_0_4_32', wasm32);
    });
    afterEach(() => {
      for (const evaluator of opened.splice(0)) evaluator.close();
    });

    async function open(restore?: EvaluatorState): Promise<Evaluator> {
      const evaluator = await openEvaluator(restore === undefined ? options : { ...options, restore });
      opened.push(evaluator);
      return evaluator;
    }

    test('results have the keys of the compute unit, in its order', async () => {
      const scenario = new Scenario();
      const evaluator = await open();
      const [, good, failed, closed] = await evaluator.evaluate([
        scenario.process(),
        scenario.evaluate('return 1 + 1'),
        scenario.evaluate('error("no")'),
        scenario.evaluate('os.exit(1)'),
      ]);
      expect(Object.keys(good?.result ?? {})).toEqual([
        'Messages',
        'Assignments',
        'Spawns',
        'Output',
        'GasUsed',
      ]);
      expect(Object.keys(failed?.result ?? {}).at(-1)).toBe('Error');
      expect(closed?.result).toEqual({
        Messages: [],
        Assignments: [],
        Spawns: [],
        Output: '',
        Error: { name: 'ExitStatus', message: 'Program terminated with exit(1)', status: 1 },
      });
    });

    test('an error leaves memory as it was', async () => {
      const scenario = new Scenario();
      const evaluator = await open();
      await evaluator.evaluate([scenario.process(), scenario.evaluate('X = 1')]);
      const before = await evaluator.hashMemory();
      const errors = await evaluator.evaluate([
        scenario.evaluate('X = 2 error("late")'),
        scenario.evaluate('Y = {} for i = 1, 90 do Y[i] = string.rep("y", 1e6 + i) end error("grown")'),
        scenario.evaluate('x = = y'),
      ]);
      expect(errors.every(({ result }) => Boolean(result.Error))).toBe(true);
      expect(await evaluator.hashMemory()).toBe(before);
    });

    test('hashes after each message are those of a line that asks at the end', async () => {
      const scenario = new Scenario();
      const messages = [scenario.process(), scenario.evaluate(tokenLua), scenario.evaluate('error("x")')];
      const evaluator = await open();
      const evaluated = await evaluator.evaluate(messages, { hashMemory: true });
      const hashes = evaluated.map((one) => one.memorySha256);
      expect(new Set(hashes).size).toBe(2);
      expect(hashes.at(-1)).toBe(await evaluator.hashMemory());
      const other = await open();
      const plain = await other.evaluate(messages);
      expect(plain.map((one) => one.memorySha256)).toEqual([undefined, undefined, undefined]);
      expect(await other.hashMemory()).toBe(hashes.at(-1));
    });

    test('a dry-run sees the state and changes nothing', async () => {
      const scenario = new Scenario();
      const evaluator = await open();
      await evaluator.evaluate([scenario.process(), scenario.evaluate('X = 41 return os.clock()')]);
      const before = await evaluator.hashMemory();
      const { result } = await evaluator.dryRun(scenario.evaluate('X = X + 1 return X .. " " .. os.clock()'));
      expect(JSON.stringify(result.Output)).toContain('42');
      expect((await evaluator.dryRun(scenario.evaluate('error("dry")'))).result.Error).toContain('dry');
      expect(await evaluator.hashMemory()).toBe(before);
      expect(await evaluator.status()).toMatchObject({ evaluatedCount: 2 });
      const [after] = await evaluator.evaluate([scenario.evaluate('return X .. " " .. os.clock()')]);
      const undisturbed = await open();
      const again = new Scenario();
      await undisturbed.evaluate([again.process(), again.evaluate('X = 41 return os.clock()')]);
      for (let skipped = 0; skipped < 2; skipped += 1) again.evaluate('');
      const [expected] = await undisturbed.evaluate([again.evaluate('return X .. " " .. os.clock()')]);
      expect(after?.result).toEqual(expected?.result);
      expect(await evaluator.hashMemory()).toBe(await undisturbed.hashMemory());
    });

    test('captures hold what changed, and together the whole state', async () => {
      const scenario = new Scenario();
      const evaluator = await open();
      const captures: CapturedState[] = [await evaluator.capture()];
      await evaluator.evaluate([scenario.process(), scenario.evaluate(tokenLua)]);
      captures.push(await evaluator.capture());
      expect((await evaluator.capture()).pages.indices).toHaveLength(0);
      await evaluator.evaluate([scenario.evaluate('return 5'), scenario.evaluate('error("x")')]);
      captures.push(await evaluator.capture());
      const sizes = captures.map((capture) => capture.pages.indices.length);
      expect(sizes[2]).toBeGreaterThan(0);
      expect(sizes[2]).toBeLessThan(sizes[1] ?? 0);
      for (const { pages } of captures) {
        expect([...pages.indices]).toEqual([...pages.indices].sort((a, b) => a - b));
      }
      const restored = await open(foldAll(captures));
      expect(await restored.hashMemory()).toBe(await evaluator.hashMemory());
      const next = [scenario.evaluate('return tostring({}) .. os.clock()'), scenario.evaluate('error("y")')];
      expect(resultsOf(await restored.evaluate(next))).toEqual(resultsOf(await evaluator.evaluate(next)));
      expect(await restored.hashMemory()).toBe(await evaluator.hashMemory());
    });

    test('a whole capture needs none before it, and later ones go on from it', async () => {
      const scenario = new Scenario();
      const evaluator = await open();
      await evaluator.evaluate([scenario.process(), scenario.evaluate(tokenLua)]);
      await evaluator.capture();
      await evaluator.evaluate([scenario.evaluate('return 5')]);
      const whole = await evaluator.capture({ whole: true });
      const restored = await open(foldAll([whole]));
      expect(await restored.hashMemory()).toBe(await evaluator.hashMemory());
      expect((await evaluator.capture()).pages.indices).toHaveLength(0);
      await evaluator.evaluate([scenario.evaluate('X = 7')]);
      const later = await open(foldAll([whole, await evaluator.capture()]));
      expect(await later.hashMemory()).toBe(await evaluator.hashMemory());
    });

    test('a capture of a restored evaluator holds only what changed since', async () => {
      const scenario = new Scenario();
      const first = await open();
      await first.evaluate([scenario.process()]);
      const state = fold(undefined, await first.capture());
      const second = await open(state);
      expect((await second.capture()).pages.indices).toHaveLength(0);
      await second.evaluate([scenario.evaluate('return 1')]);
      const third = await open(fold(state, await second.capture()));
      expect(await third.hashMemory()).toBe(await second.hashMemory());
    });

    test('calls are answered in the order made', async () => {
      const scenario = new Scenario();
      const evaluator = await open();
      const settled: string[] = [];
      const calls = [
        evaluator.evaluate([scenario.process()]).then(() => settled.push('evaluate')),
        evaluator.status().then(({ evaluatedCount }) => settled.push(`status ${evaluatedCount}`)),
        evaluator.hashMemory().then(() => settled.push('hash')),
        evaluator.evaluate([]).then((none) => settled.push(`none ${none.length}`)),
      ];
      await Promise.all(calls);
      expect(settled).toEqual(['evaluate', 'status 1', 'hash', 'none 0']);
    });

    test('what stops an evaluation without being an error of the process leaves the line as it was', async () => {
      const scenario = new Scenario();
      const evaluator = await open();
      const weaveDrive = 'return io.read("a")';
      await evaluator.evaluate([scenario.process()]);
      const before = await evaluator.hashMemory();
      await expect(evaluator.evaluate([scenario.evaluate(weaveDrive)])).rejects.toMatchObject({
        layer: 'evaluation',
        code: 'weavedrive-halt',
      });
      expect(await evaluator.hashMemory()).toBe(before);
      expect(await evaluator.status()).toMatchObject({ evaluatedCount: 1 });
      expect(await evaluator.evaluate([scenario.evaluate('return 1')])).toHaveLength(1);
    });

    test('a result that nests too deeply to be handed on stops the evaluation, at that message, and as a dry-run', async () => {
      const scenario = new Scenario();
      const evaluator = await open();
      const nested = (levels: number) =>
        scenario.evaluate(
          `local t = {} for i = 2, ${levels} do t = {t} end table.insert(ao.outbox.Messages, {Data = t})`,
        );
      await evaluator.evaluate([scenario.process()]);
      // Data lies in a message, in the list of messages, in the result.
      const [deep, shallow] = [nested(998), nested(997)];
      const refusal = { layer: 'evaluation', code: 'result-too-deep' };
      const before = await evaluator.hashMemory();
      await expect(evaluator.dryRun({ ...deep, json: deep.json.slice() })).rejects.toMatchObject(refusal);
      await expect(evaluator.evaluate([deep])).rejects.toMatchObject({
        ...refusal,
        details: { evaluatedBefore: 0 },
      });
      expect(await evaluator.hashMemory()).toBe(before);
      const [evaluated] = await evaluator.evaluate([shallow]);
      expect(JSON.stringify(evaluated?.result)).toContain('['.repeat(997));
    });

    test('a closed evaluator refuses', async () => {
      const evaluator = await open();
      evaluator.close();
      evaluator.close();
      const message: WasmMessage = new Scenario().process();
      await expect(evaluator.evaluate([message])).rejects.toMatchObject({ layer: 'thread', code: 'closed' });
    });

    test('a state that does not fit is refused', async () => {
      const evaluator = await open();
      const state = fold(undefined, await evaluator.capture());
      const short = { ...state, memoryBytes: 65_536 };
      await expect(open(short)).rejects.toMatchObject({ code: 'state-invalid' });
      const odd = { ...state, pages: { ...state.pages, bytes: state.pages.bytes.slice(1) } };
      await expect(open(odd)).rejects.toMatchObject({ code: 'state-invalid' });
      const noHost = { ...state, host: { clockTick: 1, files: [] } };
      await expect(open(noHost)).rejects.toMatchObject({ code: 'host-state-invalid' });
    });
  });
}

function resultsOf(evaluated: readonly { readonly result: unknown }[]): readonly string[] {
  return evaluated.map(({ result }) => JSON.stringify(result));
}

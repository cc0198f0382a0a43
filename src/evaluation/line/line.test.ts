import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { WasmMessage } from '../../protocol/wasmMessage.ts';
import { formatTraits } from '../formats.ts';
import { ModuleInstance } from '../instance/moduleInstance.ts';
import { dockerProfile } from '../profile.ts';
import { compileRunnable, type RunnableModule } from '../rewriting/runnableModule.ts';
import { encodeSigned } from '../rewriting/wasm/bytes.ts';
import { valueType } from '../rewriting/wasm/functionTypes.ts';
import { section } from '../rewriting/wasm/sections.ts';
import { History } from '../rollback/history.ts';
import { Scenario } from '../testing/aosMessages.ts';
import { compareOne } from '../testing/differential.ts';
import { assemble } from '../testing/memoryModule.ts';
import { modulePath, openLine, wasm32, wasm64 } from '../testing/modules.ts';
import { ReferenceLoader } from '../testing/referenceLoader.ts';
import { tokenLua } from '../testing/token.ts';
import { Line, type LineOptions } from './line.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const targets = [
  ['aos2_0_6', wasm64],
  ['aos2_0_4_32', wasm32],
] as const;

/** A token of which every third transfer fails, with other ends of messages in between. */
function troubledLife(scenario: Scenario): readonly WasmMessage[] {
  const transfer = (quantity: string) =>
    scenario.send('Transfer', {
      tags: [
        { name: 'Recipient', value: 'R'.repeat(43) },
        { name: 'Quantity', value: quantity },
      ],
    });
  const between = [
    'os.exit(2)',
    'return os.clock() .. tostring({})',
    'error({})',
    'pcall(require, "nowhere") error("after a file was searched")',
    'X = {} for i = 1, 3e4 do X[i] = {} end error("much was written")',
    'io.write("a line\\n") return collectgarbage("count")',
    'x = = 1',
    'local function f(n) return 1 + f(n + 1) end return f(1)',
  ];
  const messages: WasmMessage[] = [scenario.process(), scenario.evaluate(tokenLua)];
  for (const lua of between) {
    messages.push(transfer('5'), transfer('7'), transfer('-1'), scenario.evaluate(lua));
  }
  return messages;
}

describe.each(targets)('%s with many errors', (name, format) => {
  test('undoes them in place, and is as the reference loader after each', async () => {
    using reference = new ReferenceLoader(modulePath(name), format);
    const created = vi.spyOn(ModuleInstance, 'create');
    const handled = vi.spyOn(ModuleInstance.prototype, 'handle');
    const line = await openLine(name, format);
    const errors: boolean[] = [];
    for (const message of troubledLife(new Scenario())) {
      const { text } = await compareOne(reference, line, message);
      errors.push('Error' in (JSON.parse(text) as object));
    }
    expect(errors.filter(Boolean).length).toBeGreaterThan(12);
    // A new instance only where a failed message has grown memory, which nothing takes back.
    expect(created.mock.calls.length).toBeLessThanOrEqual(3);
    const fast = handled.mock.calls.filter(([, , path]) => path === 'fast').length;
    expect(fast).toBeGreaterThan(10);
    expect(line.fastPath).toBe('trusted');
  });
});

test('growth is undone by a new instance, and what came before is kept', async () => {
  const [name, format] = targets[1];
  using reference = new ReferenceLoader(modulePath(name), format);
  const line = await openLine(name, format);
  const scenario = new Scenario();
  const lengths: number[] = [];
  for (const lua of [
    'error("first")',
    'N = 1 error("second")',
    'for i = 1, 90 do _G["y" .. i] = string.rep("y", 1e6 + i) end error("grown")',
    'return tostring({}) .. tostring(N) .. collectgarbage("count")',
    'for i = 1, 90 do _G["y" .. i] = string.rep("y", 1e6 + i) end return "grown"',
    'error("third")',
    'return tostring({}) .. collectgarbage("count")',
  ]) {
    const messages =
      lengths.length === 0 ? [scenario.process(), scenario.evaluate(lua)] : [scenario.evaluate(lua)];
    for (const message of messages) lengths.push((await compareOne(reference, line, message)).memoryBytes);
  }
  expect(lengths.at(-1)).toBeGreaterThan(lengths[4] ?? 0);
});

test('questions of every end leave the line as it was', async () => {
  const [name, format] = targets[1];
  using reference = new ReferenceLoader(modulePath(name), format);
  const line = await openLine(name, format);
  const scenario = new Scenario();
  await compareOne(reference, line, scenario.process());
  await compareOne(reference, line, scenario.evaluate('N = 0'));
  for (const question of [
    'return N',
    'N = 5 X = {} for i = 1, 3e4 do X[i] = {} end return N',
    'N = 6 error("failed")',
    'for i = 1, 90 do _G["y" .. i] = string.rep("y", 1e6 + i) end return "grown"',
    'N = 7 os.exit(2)',
    'pcall(require, "nowhere") return os.clock()',
  ]) {
    const asked = new Scenario().evaluate(question);
    const [first, second] = [await line.dryRun(asked), await line.dryRun(asked)];
    expect(second.result).toEqual(first.result);
    const next = scenario.evaluate(
      'N = N + 1 return N .. os.clock() .. tostring({}) .. collectgarbage("count")',
    );
    await compareOne(reference, line, next);
  }
});

test('a fast path that does something else is noticed, and not used', async () => {
  const [name, format] = targets[0];
  // The same imports, but of another version: what it does with this memory is anything.
  const [module, other] = await Promise.all(
    [name, 'aos2_0_3'].map((one) => compileRunnable(readFileSync(modulePath(one)), format)),
  );
  if (module === undefined || other?.fast === undefined) throw new Error('both have a fast path');
  const line = await openLine(name, format, undefined, { ...module, fast: other.fast });
  using reference = new ReferenceLoader(modulePath(name), format);
  const scenario = new Scenario();
  for (const message of [
    scenario.process(),
    scenario.evaluate('X = 1 return tostring({})'),
    scenario.evaluate('return X .. tostring({})'),
  ]) {
    await compareOne(reference, line, message);
  }
  expect(line.fastPath).toBe('differed');
});

test('without memory64, lowered, every message is as in the reference loader', async () => {
  const [name, format] = targets[0];
  const module = await compileRunnable(readFileSync(modulePath(name)), format, { memory64: false });
  expect(module.memory?.wide).toBe(false);
  using reference = new ReferenceLoader(modulePath(name), format);
  const line = await openLine(name, format, undefined, module);
  for (const message of troubledLife(new Scenario())) await compareOne(reference, line, message);
  expect(line.fastPath).toBe('trusted');
});

/** (module) whose `handle` counts in a global of its own, and answers with the count: as an Error where the message begins with "e". */
function countingModule(): Promise<RunnableModule> {
  const { i32 } = valueType;
  const texts = [
    [1024, '{"ok":true,"response":{"Output":"0"}}'],
    [1100, '{"ok":true,"response":{"Error":"0"}}'],
  ] as const;
  const const32 = (value: number) => [0x41, ...encodeSigned(value)];
  const count = [0x23, 1];
  const digits = texts.flatMap(([at, text]) => [
    ...[...const32(at + text.indexOf('0')), ...count, ...const32(48), 0x6a, 0x3a, 0, 0],
  ]);
  const functions: readonly (readonly [string, number, readonly number[]])[] = [
    ['stackSave', 0, [0x23, 0]],
    ['stackRestore', 1, [0x20, 0, 0x24, 0]],
    ['stackAlloc', 2, [0x23, 0, 0x20, 0, 0x6b, 0x24, 0, 0x23, 0]],
    ['malloc', 2, const32(0)],
    ['emscripten_stack_get_end', 0, const32(0)],
    [
      'handle',
      3,
      [
        ...[...count, ...const32(1), 0x6a, 0x24, 1, ...digits],
        ...[0x20, 0, 0x2d, 0, 0, ...const32(101), 0x46, 0x04, i32, ...const32(1100)],
        ...[0x05, ...const32(1024), 0x0b],
      ],
    ],
  ];
  const nameOf = (name: string) => [name.length, ...Buffer.from(name)];
  const exports = functions.flatMap(([name], index) => [...nameOf(name), 0, index]);
  const bytes = assemble([
    [
      section.type,
      [
        4,
        ...[0x60, 0, 1, i32],
        ...[0x60, 1, i32, 0],
        ...[0x60, 1, i32, 1, i32],
        ...[0x60, 2, i32, i32, 1, i32],
      ],
    ],
    [section.function, [functions.length, ...functions.map(([, type]) => type)]],
    [section.table, [1, 0x70, 0, 1]],
    [section.memory, [1, 1, 1, 4]],
    [section.global, [2, i32, 1, ...const32(60_000), 0x0b, i32, 1, ...const32(0), 0x0b]],
    [
      section.export,
      [
        functions.length + 2,
        ...exports,
        ...nameOf('memory'),
        2,
        0,
        ...nameOf('__indirect_function_table'),
        1,
        0,
      ],
    ],
    [
      section.code,
      [functions.length, ...functions.flatMap(([, , code]) => [code.length + 2, 0, ...code, 0x0b])],
    ],
    [
      section.data,
      [texts.length, ...texts.flatMap(([at, text]) => [0, ...const32(at), 0x0b, ...nameOf(text)])],
    ],
  ]);
  return compileRunnable(bytes, 'wasm32-unknown-emscripten3');
}

async function countingOptions(): Promise<LineOptions> {
  return {
    module: await countingModule(),
    traits: formatTraits['wasm32-unknown-emscripten3'],
    profile: dockerProfile,
    computeLimit: undefined,
    environmentJson: '{}',
    drive: undefined,
  };
}

const message = (text: string) => ({ json: Buffer.from(text), blockHeight: 1 }) as unknown as WasmMessage;

test('what a module counts in its globals goes on with a saved state, and begins anew after an error and for a question', async () => {
  const options = await countingOptions();
  const ask = async (line: Line, text: string) => {
    const { result } = await line.evaluate(message(text));
    return result.Error ?? result.Output;
  };
  const line = await Line.open(options);
  expect([await ask(line, 'm'), await ask(line, 'm')]).toEqual(['1', '2']);
  expect((await line.dryRun(message('m'))).result.Output).toBe('1');
  const { memoryBytes, pages, host } = await line.capture();
  const resumed = await Line.open(options, { memoryBytes, pages, host });
  for (const each of [line, resumed]) {
    const said: unknown[] = [];
    for (const text of ['m', 'e', 'm', 'm', 'e', 'e', 'm']) said.push(await ask(each, text));
    // As the reference, which starts a new instance after each Error.
    expect(said).toEqual(['3', '4', '1', '2', '3', '1', '1']);
  }
});

test('long answers that took no time do not pile up', async () => {
  const line = await Line.open(await countingOptions());
  const answer = `{"ok":true,"response":{}}${' '.repeat(40_000_000)}`;
  vi.spyOn(ModuleInstance.prototype, 'handle').mockResolvedValue(answer);
  vi.spyOn(performance, 'now').mockReturnValue(0);
  const moved = vi.spyOn(History.prototype, 'moveBase');
  for (let count = 0; count < 6; count += 1) await line.evaluate(message('m'));
  expect(moved).toHaveBeenCalledTimes(2);
});

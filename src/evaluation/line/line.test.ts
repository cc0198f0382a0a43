import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { WasmMessage } from '../../protocol/wasmMessage.ts';
import { ModuleInstance } from '../instance/moduleInstance.ts';
import { compileRunnable } from '../rewriting/runnableModule.ts';
import { Scenario } from '../testing/aosMessages.ts';
import { compareOne } from '../testing/differential.ts';
import { modulePath, openLine, wasm32, wasm64 } from '../testing/modules.ts';
import { ReferenceLoader } from '../testing/referenceLoader.ts';
import { tokenLua } from '../testing/token.ts';

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

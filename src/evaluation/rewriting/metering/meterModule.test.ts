import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatTraits } from '../../formats.ts';
import { Line } from '../../line/line.ts';
import { openLocalEvaluator } from '../../localEvaluator.ts';
import { environmentJson, Scenario } from '../../testing/aosMessages.ts';
import { compareOne } from '../../testing/differential.ts';
import { evaluatorOptions, modulePath, wasm32 } from '../../testing/modules.ts';
import { ReferenceLoader } from '../../testing/referenceLoader.ts';
import { encodeSigned, encodeUnsigned, WasmReader } from '../wasm/bytes.ts';
import { meterModule } from './meterModule.ts';

// The 64-bit metered format is compared by `npm run conformance`: the reference needs a minute for it.
describe.each([['aos2_0_4_32', 'wasm32-unknown-emscripten-metering']] as const)(
  '%s, metered',
  (name, format) => {
    test('uses exactly the gas of the reference, and leaves its memory', async () => {
      const computeLimit = 60_000_000_000;
      const options = await evaluatorOptions(name, format);
      const { module, profile } = options;
      const traits = formatTraits[format];
      const line = await Line.open({
        module,
        profile,
        computeLimit,
        environmentJson,
        traits,
        drive: undefined,
      });
      using reference = new ReferenceLoader(modulePath(name), format, { computeLimit });
      const scenario = new Scenario();
      const used: unknown[] = [];
      for (const message of [
        scenario.process(),
        scenario.evaluate('local s = 0 for i = 1, 1000 do s = s + i % 7 end return s'),
        scenario.evaluate('error("x")'),
        scenario.evaluate('while true do X = 1 end'),
        scenario.evaluate('return pcall(require, "no.such.module")'),
      ]) {
        const { text } = await compareOne(reference, line, message);
        used.push((JSON.parse(text) as { GasUsed?: number }).GasUsed);
      }
      expect(used.map((gas) => typeof gas)).toEqual(['number', 'number', 'number', 'undefined', 'number']);
      expect(used[1]).toBeGreaterThan(1_000_000);
    });
  },
);

test('a message may use all of its gas, and not one more', async () => {
  const format = 'wasm32-unknown-emscripten-metering';
  const { module, profile } = await evaluatorOptions('aos2_0_4_32', format);
  const traits = formatTraits[format];
  const scenario = new Scenario();
  const first = scenario.process();
  // More than the first message needs.
  const work = scenario.evaluate('local s = 0 for i = 1, 200000 do s = s + i % 7 end return s');
  const open = (computeLimit: number) =>
    Line.open({ module, profile, computeLimit, environmentJson, traits, drive: undefined });
  const unlimited = await open(0);
  await unlimited.evaluate(first);
  const { GasUsed: needed = 0 } = (await unlimited.evaluate(work)).result;
  const results: string[] = [];
  for (const computeLimit of [needed, needed - 1]) {
    using reference = new ReferenceLoader(modulePath('aos2_0_4_32'), format, { computeLimit });
    const line = await open(computeLimit);
    await compareOne(reference, line, first);
    results.push((await compareOne(reference, line, work)).text);
  }
  expect(results[0]).toContain(`"GasUsed":${needed}`);
  expect(results[1]).toContain('"Error":{}');
});

test('a metered format wants a metered module', async () => {
  const options = await evaluatorOptions('aos2_0_4_32', wasm32);
  const format = 'wasm32-unknown-emscripten-metering';
  await expect(openLocalEvaluator({ ...options, format })).rejects.toMatchObject({
    code: 'unsupported-module',
  });
});

test('a module cut short is refused', () => {
  const bytes = readFileSync(modulePath('aos2_0_4_32'));
  expect(() => meterModule(bytes.subarray(0, bytes.length - 9))).toThrow(
    expect.objectContaining({ code: 'module-invalid' }),
  );
});

test.each([0, 1, 63, 64, 127, 128, 8191, 8192, 36_091, 2 ** 31])('LEB128 of %i', (value) => {
  expect(new WasmReader(Uint8Array.from(encodeUnsigned(value))).unsigned()).toBe(value);
  const signed = Uint8Array.from(encodeSigned(value));
  // (module (global (export "g") i64 (i64.const value))): the engine is the judge.
  const global = [1, 0x7e, 0, 0x42, ...signed, 0x0b];
  const module = new WebAssembly.Module(
    Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 6, global.length, ...global, 7, 5, 1, 1, 103, 3, 0),
  );
  expect((new WebAssembly.Instance(module).exports['g'] as WebAssembly.Global).value).toBe(BigInt(value));
});

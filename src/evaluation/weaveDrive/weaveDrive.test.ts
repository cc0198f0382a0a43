import { describe, expect, test } from 'vitest';
import { openLocalEvaluator } from '../localEvaluator.ts';
import { Scenario } from '../testing/aosMessages.ts';
import { compareOne } from '../testing/differential.ts';
import { answeringDoor } from '../testing/driveDoor.ts';
import { fold } from '../testing/fold.ts';
import { evaluatorOptions, modulePath, openLine, wasm32, wasm64 } from '../testing/modules.ts';
import { type GatewayAnswers, ReferenceLoader } from '../testing/referenceLoader.ts';

const small = 'S'.repeat(43);
const large = 'L'.repeat(43);
const empty = 'E'.repeat(43);
const largeBytes = Uint8Array.from({ length: 100_003 }, (_, index) => (index * 7 + (index >> 8)) % 251);

const answers: GatewayAnswers = {
  [`/tx/${small}`]: JSON.stringify({ format: 2, id: small, owner: 'AQAB', é: '\u2028', tags: [], 7: 1 }),
  '/block/height/1000000': '{"height":1000000,  "indep_hash":"ü"}',
  [`/${small}`]: 'hello, permaweb',
  [`/${large}`]: largeBytes,
  [`/${empty}`]: '',
};
const processTags = [{ name: 'Availability-Type', value: 'test' }];

/** What Lua code does with a drive, one message each. */
const reads: readonly (readonly [string, string])[] = [
  [
    'a block',
    'local f = io.open("/block/1000000") local n = f:seek("end") local t = f:read(n) f:close() return n .. t',
  ],
  ['a transaction', `local f = io.open("/tx/${small}") local t = f:read(f:seek("end")) f:close() return t`],
  [
    'a transaction again',
    `local f = io.open("/tx/${small}") local t = f:read(5) .. f:read(5) f:close() return t`,
  ],
  ['more than a header has', 'local f = io.open("/block/1000000") local t = f:read(100) f:close() return #t'],
  [
    'data as a whole',
    `local f = io.open("/data/${small}") local t = f:read(f:seek("end")) f:close() return t`,
  ],
  [
    'data again, in pieces',
    `local f = io.open("/data/${small}") local t = {} for i = 1, 5 do t[i] = f:read(4) or "none" end f:close() return table.concat(t, "|")`,
  ],
  [
    'large data',
    `local f = io.open("/data/${large}") local t = f:read(100003) f:close() return #t .. " " .. t:byte(70000)`,
  ],
  [
    'large data after a seek',
    `local f = io.open("/data/${large}") local a = f:read(10) f:seek("set", 50000) local b = f:read(40000) local c = f:read(100) f:close() return #a .. " " .. #b .. " " .. b:byte(1) .. " " .. c:byte(100)`,
  ],
  [
    'on from a seek to the end',
    `local f = io.open("/data/${large}") f:seek("end") local a = f:read(20) local b = f:read(40000) local c = f:read(40000) f:close() return #b .. " " .. b:byte(1) .. " " .. #c .. " " .. c:byte(1) .. " " .. c:byte(-1)`,
  ],
  [
    'two descriptors of one file',
    `F, G = io.open("/data/${large}"), io.open("/data/${large}") local a, b, c = F:read(10), G:read(20000), F:read(10) return a:byte(1) .. " " .. b:byte(-1) .. " " .. c:byte(1) .. " " .. c:byte(-1)`,
  ],
  [
    'empty data',
    `local f = io.open("/data/${empty}") local t = f:read(10) f:close() return "<" .. tostring(t) .. ">"`,
  ],
  ['a path of nobody', 'return tostring(io.open("/headers/1")) .. tostring(io.open("/nothing"))'],
  ['the clock after', 'return tostring(os.clock())'],
  ['an error after a read', `local f = io.open("/data/${small}") f:read(3) error("late")`],
  [
    'a read after an error',
    `local f = io.open("/tx/${small}") local t = f:read(f:seek("end")) f:close() return t .. os.clock()`,
  ],
];

describe.each([
  ['aos2_0_6', wasm64],
  ['aos2_0_4_32', wasm32],
] as const)('WeaveDrive in %s', (name, format) => {
  test('every read leaves the memory and the result of the reference loader with its drive', async () => {
    using reference = new ReferenceLoader(modulePath(name), format, { drive: { answers, processTags } });
    const line = await openLine(name, format, answeringDoor(answers));
    const scenario = new Scenario();
    await compareOne(reference, line, scenario.process());
    const failed: string[] = [];
    for (const [what, lua] of reads) {
      const compared = await compareOne(reference, line, scenario.evaluate(lua)).catch((cause: unknown) => {
        throw new Error(`differs at: ${what}`, { cause });
      });
      if ('Error' in (JSON.parse(compared.text) as object)) failed.push(what);
    }
    expect(failed).toEqual(['an error after a read']);
  });
});

const openLarge = `F = io.open("/data/${large}") F:read(10) F:seek("set", 20000) F:read(50)`;
const readOn = 'local t = F:read(20) F:close() return t:byte(1) .. " " .. t:byte(-1)';

test('a half-read file is read on from a saved state as if nothing had happened', async () => {
  const options = { ...(await evaluatorOptions('aos2_0_4_32', wasm32)), drive: answeringDoor(answers) };
  const scenario = new Scenario();
  const first = await openLocalEvaluator(options);
  await first.evaluate([scenario.process(), scenario.evaluate(openLarge)]);
  const second = await openLocalEvaluator({ ...options, restore: fold(undefined, await first.capture()) });
  const next = [scenario.evaluate(readOn), scenario.evaluate('return os.clock()')];
  const [expected, actual] = [await first.evaluate(next), await second.evaluate(next)];
  expect(actual.map(({ result }) => result)).toEqual(expected.map(({ result }) => result));
  expect(JSON.stringify(actual[0]?.result.Output)).toContain(`${largeBytes[20_050]} ${largeBytes[20_069]}`);
  expect(await second.hashMemory()).toBe(await first.hashMemory());
});

test('what the drive refuses stops the evaluation and leaves the line as it was', async () => {
  const evaluator = await openLocalEvaluator({
    ...(await evaluatorOptions('aos2_0_4_32', wasm32)),
    drive: answeringDoor(answers),
  });
  const scenario = new Scenario();
  await evaluator.evaluate([scenario.process(), scenario.evaluate(`F = io.open("/tx/${small}")`)]);
  const before = await evaluator.hashMemory();
  // The last one is opened anew although its file is there, which the reference's files refuse.
  for (const path of ['/tx/unknown', '/block/7', `/data/${'U'.repeat(43)}`, `/tx/${small}/more`]) {
    const halted = evaluator.evaluate([scenario.evaluate(`X = 2 io.open("${path}")`)]);
    await expect(halted, path).rejects.toMatchObject({ code: 'weavedrive-halt', details: { path } });
    expect(await evaluator.hashMemory()).toBe(before);
  }
  const calls = [scenario.evaluate('return X'), scenario.evaluate('io.open("/block/7")')];
  await expect(evaluator.evaluate(calls)).rejects.toMatchObject({ details: { evaluatedBefore: 1 } });
});

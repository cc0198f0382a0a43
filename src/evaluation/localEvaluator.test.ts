import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeUtf8 } from '../base/bytes.ts';
import type { WasmMessage } from '../protocol/wasmMessage.ts';
import { evaluatorContract } from './evaluator.contract.ts';
import type { Evaluator, EvaluatorState } from './evaluator.ts';
import { openLocalEvaluator } from './localEvaluator.ts';
import { section } from './rewriting/wasm/sections.ts';
import { Scenario } from './testing/aosMessages.ts';
import { fold } from './testing/fold.ts';
import { assemble } from './testing/memoryModule.ts';
import { evaluatorOptions, wasm32, wasm64 } from './testing/modules.ts';
import { tokenLua } from './testing/token.ts';

evaluatorContract('the local evaluator', openLocalEvaluator);

/** A life with errors of each kind, files, clock and growth; every message's result depends on those before it. */
function life(): readonly WasmMessage[] {
  const scenario = new Scenario();
  const run = (lua: string) => scenario.evaluate(lua);
  return [
    scenario.process(),
    run(tokenLua),
    run('N = (N or 0) + 1 return N .. os.clock() .. tostring({})'),
    run('N = N + 1 error("first")'),
    run('N = N + 1 return N .. os.clock()'),
    run('pcall(require, "nowhere") return N .. os.clock() .. collectgarbage("count")'),
    run('x = = 1'),
    run('Big = string.rep("b", 2e7) return #Big'),
    run('os.exit(2)'),
    run('io.write("tick\\n") Big = nil return N .. os.clock() .. tostring({})'),
    scenario.send('Transfer', {
      tags: [
        { name: 'Recipient', value: 'R'.repeat(43) },
        { name: 'Quantity', value: '5' },
      ],
    }),
    run('local s = "" for k in pairs(_G) do s = s .. k end return s'),
  ];
}

test('batches of any size, and stopping and resuming anywhere, end in the same results and memory', async () => {
  const messages = life();
  const options = await evaluatorOptions('aos2_0_4_32', wasm32);
  const whole = await openLocalEvaluator(options);
  const expected = await whole.evaluate(messages, { hashMemory: true });

  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ size: fc.integer({ min: 1, max: 5 }), resume: fc.boolean() }), {
        minLength: messages.length,
        maxLength: messages.length,
      }),
      async (batches) => {
        let evaluator: Evaluator = await openLocalEvaluator(options);
        let state: EvaluatorState | undefined;
        let done = 0;
        for (const { size, resume } of batches) {
          if (done >= messages.length) break;
          const batch = messages.slice(done, done + size);
          const evaluated = await evaluator.evaluate(batch);
          for (const [index, { result }] of evaluated.entries()) {
            expect(JSON.stringify(result)).toBe(JSON.stringify(expected[done + index]?.result));
          }
          done += batch.length;
          if (!resume) continue;
          state = fold(state, structuredClone(await evaluator.capture()));
          evaluator.close();
          evaluator = await openLocalEvaluator({ ...options, restore: state });
        }
        expect(await evaluator.hashMemory()).toBe(expected.at(done - 1)?.memorySha256);
        evaluator.close();
      },
    ),
    { numRuns: 4, seed: 20261121 },
  );
});

test('open files, their positions and their names survive a capture', async () => {
  const scenario = new Scenario();
  const run = (lua: string) => scenario.evaluate(lua);
  const options = await evaluatorOptions('sqlite', wasm64);
  const evaluator = await openLocalEvaluator(options);
  await evaluator.evaluate([
    scenario.process(),
    run(
      'Sqlite = require("lsqlite3") Db = Sqlite.open("/tmp/a.db") return Db:exec("CREATE TABLE t (v); BEGIN; INSERT INTO t VALUES (1)")',
    ),
  ]);
  const resumed = await openLocalEvaluator({
    ...options,
    restore: fold(undefined, structuredClone(await evaluator.capture())),
  });
  const next = [
    run('return Db:exec("INSERT INTO t VALUES (2); COMMIT")'),
    run(
      'for row in Db:nrows("SELECT sum(v) AS s, hex(randomblob(4)) AS r FROM t") do return row.s .. row.r end',
    ),
    run(
      'Db:close() Db = Sqlite.open("/tmp/a.db") for row in Db:nrows("SELECT count(*) AS c FROM t") do return row.c end',
    ),
  ];
  const [expected, actual] = [await evaluator.evaluate(next), await resumed.evaluate(next)];
  expect(JSON.stringify(actual.at(-1)?.result)).toContain('"output":2');
  expect(actual.map(({ result }) => result)).toEqual(expected.map(({ result }) => result));
  expect(await resumed.hashMemory()).toBe(await evaluator.hashMemory());
});

/** (module (import moduleName name (func))) */
function importing(moduleName: string, name: string): Promise<WebAssembly.Module> {
  const bytes = assemble([
    [section.type, [1, 0x60, 0, 0]],
    [
      section.import,
      [1, moduleName.length, ...encodeUtf8(moduleName), name.length, ...encodeUtf8(name), 0, 0],
    ],
  ]);
  return WebAssembly.compile(bytes);
}

// Two of them are names that every object of JavaScript has.
test.each([
  [wasm32, 'env', 'launch_rocket'],
  [wasm32, 'env', 'constructor'],
  ['wasm32-unknown-emscripten', 'a', 'toString'],
] as const)(
  'a module for %s that imports %s.%s is refused by the import’s name',
  async (format, from, name) => {
    const options = await evaluatorOptions('aos2_0_4_32', wasm32);
    const module = { exact: await importing(from, name) };
    await expect(openLocalEvaluator({ ...options, format, module })).rejects.toMatchObject({
      layer: 'evaluation',
      code: 'unsupported-module',
      details: { import: `${from}.${name}` },
    });
  },
);

test('a module that lacks an export is refused by the export’s name', async () => {
  const options = await evaluatorOptions('aos2_0_4_32', wasm32);
  const module = { exact: await WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)) };
  await expect(openLocalEvaluator({ ...options, module })).rejects.toMatchObject({
    code: 'module-invalid',
    details: { export: 'memory' },
  });
});

test('a file that WeaveDrive would serve stops the evaluation, and names it', async () => {
  const scenario = new Scenario();
  const evaluator = await openLocalEvaluator(await evaluatorOptions('aos2_0_6', wasm64));
  await evaluator.evaluate([scenario.process()]);
  const before = await evaluator.hashMemory();
  const read = scenario.evaluate(`return io.open("/data/${'d'.repeat(43)}")`);
  await expect(evaluator.evaluate([read])).rejects.toMatchObject({
    code: 'weavedrive-halt',
    details: { path: `/data/${'d'.repeat(43)}` },
  });
  expect(await evaluator.hashMemory()).toBe(before);
});

test('the environment string "_" is data, and moves the memory', async () => {
  const options = await evaluatorOptions('aos2_0_6', wasm64);
  const { profile } = options;
  const other = {
    ...profile,
    environmentStrings: [...profile.environmentStrings.slice(0, -1), '_=/srv/cu.js'],
  };
  const scenario = new Scenario();
  const message = scenario.process();
  const ask = scenario.evaluate('return os.getenv("_")');
  const hashes: string[] = [];
  for (const used of [profile, other]) {
    const evaluator = await openLocalEvaluator({ ...options, profile: used });
    const [, answer] = await evaluator.evaluate([message, ask]);
    expect(JSON.stringify(answer?.result)).toContain(used.environmentStrings.at(-1)?.slice(2));
    hashes.push(await evaluator.hashMemory());
  }
  expect(hashes[0]).not.toBe(hashes[1]);
});

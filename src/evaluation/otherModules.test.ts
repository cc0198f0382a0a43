import { expect, test } from 'vitest';
import { openLocalEvaluator } from './localEvaluator.ts';
import { Scenario } from './testing/aosMessages.ts';
import { compareOne } from './testing/differential.ts';
import { evaluatorOptions, modulePath, openLine, wasm64 } from './testing/modules.ts';
import { ReferenceLoader } from './testing/referenceLoader.ts';
import { sqlScenario } from './testing/scenarios.ts';

test.each(['aos', 'aos2_0_1', 'aos2_0_3', 'process'])('%s is as in the reference loader', async (name) => {
  const scenario = new Scenario();
  const messages = [
    scenario.process(),
    scenario.evaluate('return 1 + 1'),
    scenario.evaluate('return tostring({}) .. os.clock() .. collectgarbage("count")'),
    scenario.evaluate('error("x")'),
    scenario.evaluate('return pcall(require, "no.such.module")'),
    scenario.send('Ping', { data: 'ping' }),
  ];
  using reference = new ReferenceLoader(modulePath(name), wasm64);
  const line = await openLine(name, wasm64);
  const texts = new Set<string>();
  for (const message of messages) texts.add((await compareOne(reference, line, message)).text);
  expect(texts.size).toBeGreaterThan(messages.length / 2);
});

test('sqlite works in memory and in files, byte for byte', async () => {
  using reference = new ReferenceLoader(modulePath('sqlite'), wasm64);
  const line = await openLine('sqlite', wasm64);
  for (const [what, message, answer] of sqlScenario()) {
    const { text } = await compareOne(reference, line, message).catch((cause: unknown) => {
      throw new Error(`differs at: ${what}`, { cause });
    });
    expect(text, what).toContain(answer);
  }
});

test('llama, whose memory starts at 1.2 GB, answers an Eval and hashes', async () => {
  const scenario = new Scenario();
  const evaluator = await openLocalEvaluator(await evaluatorOptions('llama', wasm64));
  const [, answer] = await evaluator.evaluate([scenario.process(), scenario.evaluate('return 6 * 7')]);
  expect(JSON.stringify(answer?.result.Output)).toContain('42');
  expect(await evaluator.hashMemory()).toMatch(/^[0-9a-f]{64}$/);
  expect((await evaluator.status()).memoryBytes).toBeGreaterThan(1.2e9);
});

// `npm run conformance -- record [--ao checkout] [--only name]`: writes expected/, by the reference loader, in Node.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { decodeUtf8Lossy } from '../src/base/bytes.ts';
import { environmentJson } from '../src/evaluation/testing/aosMessages.ts';
import { ReferenceLoader } from '../src/evaluation/testing/referenceLoader.ts';
import { type ExpectedStep, shortened } from './expected.ts';
import { findModule, readOptions } from './options.ts';
import { expandScenario, readScenarios, readTargets, type Scenario, type Target } from './scenario.ts';

const options = readOptions(process.argv.slice(2));

for (const target of readTargets()) {
  const modulePath = findModule(target, options);
  if (modulePath === undefined) {
    console.log(`${target.name}: left out, its module is not here`);
    continue;
  }
  const scenarios: Record<string, readonly ExpectedStep[]> = {};
  for (const scenario of readScenarios(target)) {
    scenarios[scenario.name] = await record(target, modulePath, scenario);
    console.log(`${target.name}: ${scenario.name}`);
  }
  const file = new URL(`expected/${target.name}.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(scenarios, null, 1)}\n`);
}

async function record(
  target: Target,
  modulePath: string,
  scenario: Scenario,
): Promise<readonly ExpectedStep[]> {
  const { computeLimit } = target;
  const limits = computeLimit === undefined ? {} : { computeLimit };
  using reference = new ReferenceLoader(modulePath, target.format, limits);
  const steps: ExpectedStep[] = [];
  for (const { message, hashed } of expandScenario(scenario)) {
    const { text, memory } = await reference.evaluate(decodeUtf8Lossy(message.json), environmentJson, {
      textOnly: !hashed,
    });
    const memoryHash =
      hashed && memory !== undefined ? createHash('sha256').update(memory).digest('hex') : undefined;
    steps.push({ result: shortened(text), ...(memoryHash === undefined ? {} : { memory: memoryHash }) });
  }
  return steps;
}

// `npm run conformance [-- --ao checkout] [--only name] [--browser name]`: our host in a real browser against expected/, one row a scenario.
import { existsSync } from 'node:fs';
import { decodeUtf8Lossy } from '../src/base/bytes.ts';
import type { WatchingState } from '../src/evaluation/evaluator.ts';
import { environmentJson } from '../src/evaluation/testing/aosMessages.ts';
import { openBrowser, type ScriptedPage } from './browsers.ts';
import { type ExpectedScenarios, type ExpectedStep, shortened } from './expected.ts';
import { findModule, isAskedFor, readOptions } from './options.ts';
import type { PageStep } from './page.ts';
import {
  expandScenario,
  readJson,
  readScenarios,
  readTargets,
  type Scenario,
  type ScenarioMessage,
  type Target,
} from './scenario.ts';
import { serve } from './serve.ts';

interface Row {
  readonly resultsEqual: boolean;
  readonly memoryEqual: boolean;
  readonly messages: number;
  /** Of the first difference; empty where there is none. */
  readonly first: string;
  readonly watching: WatchingState;
}

/** A difference that is known: named by target and scenario, with the reason. */
interface KnownDifference {
  readonly name: string;
  readonly scenario: string;
  readonly reason: string;
}

const options = readOptions(process.argv.slice(2));
const known = readJson('expected-differences.json') as readonly KnownDifference[];
const targets = readTargets();
const paths = new Map<string, string>();
for (const target of targets) {
  const path = findModule(target, options);
  if (path !== undefined) paths.set(target.name, path);
}

await using served = await serve(paths);
await using browser = await openBrowser(options.browser);
let differing = 0;
let unwatched = 0;
const left: string[] = [];
const { page } = browser;
await page.goto(`${served.origin}/conformance/`);
console.log(`${browser.name} ${browser.version} against @permaweb/ao-loader@0.0.44\n`);
console.log(`${'module'.padEnd(20)}${'scenario'.padEnd(42)}messages  results  memory  first difference`);
for (const target of targets) {
  if (!paths.has(target.name) || !hasExpectations(target)) {
    if (isAskedFor(target, options)) left.push(target.name);
    continue;
  }
  const expected = readJson(`expected/${target.name}.json`) as ExpectedScenarios;
  for (const scenario of readScenarios(target)) {
    const row = await runScenario(page, target, scenario, expected[scenario.name] ?? []);
    differing += report(target, scenario, row);
    unwatched += reportWatching(target, row);
  }
}
if (left.length > 0) {
  console.log(
    `\nLeft out, because their modules are not here (see --ao in conformance/README.md): ${left.join(', ')}.`,
  );
}
console.log(differing === 0 ? '\nNo difference.' : `\n${differing} scenarios differ.`);
if (unwatched > 0) console.log(`${unwatched} scenarios were to be watched and were not.`);
process.exitCode = differing + unwatched === 0 ? 0 : 2;

function hasExpectations(target: Target): boolean {
  return existsSync(new URL(`expected/${target.name}.json`, import.meta.url));
}

async function runScenario(
  page: ScriptedPage,
  target: Target,
  scenario: Scenario,
  expected: readonly ExpectedStep[],
): Promise<Row> {
  const messages = expandScenario(scenario);
  const moduleUrl = `/conformance-modules/${target.name}`;
  const { format, computeLimit } = target;
  await page.evaluate((request) => window.conformance.open(request), {
    moduleUrl,
    format,
    environmentJson,
    computeLimit,
    watchesAlways: options.watched,
  });
  let first = '';
  let resultsEqual = expected.length === messages.length;
  let memoryEqual = true;
  for (const [index, { message, hashed }] of messages.entries()) {
    const actual = await evaluate(page, { message, hashed });
    const wanted = expected[index];
    const sameResult = shortened(actual.result) === wanted?.result;
    const sameMemory = wanted?.memory === undefined || actual.memory === wanted.memory;
    if (!sameResult && first === '') {
      first = `message ${index}: ${wanted?.result ?? 'nothing expected'} | ${shortened(actual.result)}`;
    }
    if (!sameMemory && first === '') first = `message ${index}: memory ${wanted.memory} | ${actual.memory}`;
    resultsEqual &&= sameResult;
    memoryEqual &&= sameMemory;
  }
  const watching = (await page.evaluate(() => window.conformance.watching(), undefined)) ?? { kind: 'none' };
  await page.evaluate(() => window.conformance.close(), undefined);
  return { resultsEqual, memoryEqual, messages: messages.length, first, watching };
}

function evaluate(page: ScriptedPage, { message, hashed }: ScenarioMessage): Promise<PageStep> {
  const text = { ...message, json: decodeUtf8Lossy(message.json) };
  return page.evaluate(([one, hash]) => window.conformance.evaluate(one, hash), [text, hashed] as const);
}

/** With `--watched`, 1 where nothing of a scenario was and nobody knew: what is equal then says nothing of the path that was asked for. */
function reportWatching({ unwatched: reason }: Target, { watching }: Row): number {
  if (!options.watched) return 0;
  const isKnown = watching.kind === 'none' && reason !== undefined;
  const said = isKnown ? `nothing, known: ${reason}` : describeWatching(watching);
  console.log(`${' '.repeat(20)}watched: ${said}`);
  return watching.kind === 'watched' || isKnown ? 0 : 1;
}

function describeWatching(watching: WatchingState): string {
  switch (watching.kind) {
    case 'none':
      return 'nothing';
    case 'watched':
      return `${watching.messageCount} messages`;
    case 'failed':
      return `nothing, because ${watching.reason}`;
  }
}

/** Prints a row; 1 where it differs and nobody knew. */
function report(target: Target, scenario: Scenario, row: Row): number {
  const { resultsEqual, memoryEqual, messages, first } = row;
  const reason = known.find(
    (difference) => difference.name === target.name && difference.scenario === scenario.name,
  )?.reason;
  const differs = !resultsEqual || !memoryEqual;
  const cells = [
    target.name.padEnd(20),
    scenario.name.padEnd(42),
    String(messages).padStart(8),
    (resultsEqual ? 'equal' : 'DIFFER').padStart(9),
    (memoryEqual ? 'equal' : 'DIFFERS').padStart(8),
    `  ${first}`,
  ];
  console.log(cells.join('').trimEnd());
  if (differs && reason !== undefined) console.log(`${' '.repeat(20)}known: ${reason}`);
  return differs && reason === undefined ? 1 : 0;
}

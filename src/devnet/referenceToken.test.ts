import { beforeAll, describe, expect, it } from 'vitest';
import { playDemoNetwork } from '../../scripts/demo/demoNetwork.ts';
import { openDemoSources } from '../../scripts/demo/demoSources.ts';
import type { RecordedResult } from '../../scripts/demo/recordedResults.ts';
import { referenceEnvironment, referenceInput } from '../../scripts/demo/referenceInputs.ts';
import { ReferenceUnit } from '../../scripts/demo/referenceUnit.ts';
import type { TokenStage } from '../../scripts/demo/tokenScenario.ts';
import { findTag } from '../protocol/tags.ts';

/** Far enough for minting, handing out, refusals, a pushed transfer and the first list of balances. */
const lastNonce = 52;

let token: TokenStage;
let results: readonly RecordedResult[];
let recorded: readonly (RecordedResult | undefined)[];
let balances: Readonly<Record<string, string>>;

beforeAll(async () => {
  const sources = await openDemoSources();
  const network = await playDemoNetwork(sources);
  token = network.token;
  const entries = token.schedule.entries.slice(0, lastNonce + 1);
  recorded = entries.map(({ assignment }) => sources.recorded[assignment.id]);
  const { process } = token.schedule;
  const module = network.modules.find(({ id }) => id === findTag(process.tags, 'Module'));
  if (module === undefined) throw new Error('The module is missing.');
  const unit = new ReferenceUnit(
    { wasm: module.item.data, format: module.format },
    referenceEnvironment(process, module),
  );
  const evaluated: RecordedResult[] = [];
  for (const entry of entries) evaluated.push(await unit.evaluate(referenceInput(entry)));
  results = evaluated;
  const last = entries.at(-1);
  if (last === undefined) throw new Error('The schedule is empty.');
  const asked = await unit.evaluate({
    ...referenceInput(last),
    Id: 'ask',
    Tags: [{ name: 'Action', value: 'Balances' }],
    'Read-Only': true,
  });
  balances = JSON.parse(asked.Messages[0]?.Data ?? '{}') as Readonly<Record<string, string>>;
});

describe('the token in the reference loader', () => {
  it('keeps the books that were kept beside it', () => {
    const books = new Map<string, string>();
    for (const { nonce, account, balance } of token.ledger.changes) {
      if (nonce <= lastNonce) books.set(account, balance);
    }
    expect(balances).toEqual(Object.fromEntries(books));
    expect(books.size).toBeGreaterThan(20);
  });

  it('answers as it was recorded', () => {
    expect(results).toEqual(recorded);
  });

  it('sends both notices for a transfer, and one message for a refusal', () => {
    const actions = results.map(({ Messages }) => Messages.map(({ Tags }) => findTag(Tags, 'Action')));
    expect(actions).toContainEqual(['Debit-Notice', 'Credit-Notice']);
    expect(actions).toContainEqual(['Transfer-Error']);
    expect(actions).toContainEqual(['Mint-Notice']);
  });
});

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { demoNetwork } from '../src/devnet/network.ts';
import type { BalanceRequest, JobSnapshot } from '../src/engine/api.ts';
import { token } from './fixtures/places.ts';
import { changeStorage, type SecondRun, storageChanges } from './fixtures/storageChanges.ts';
import { expect, test } from './fixtures/test.ts';

const request: BalanceRequest = {
  kind: 'balance',
  network: { ...demoNetwork, computeUnits: [] },
  processId: token.processId,
  wallet: token.wallet,
};
const shownNonce = 137;

/** Opens the engine anew, and asks for the balance. */
async function run(page: Page): Promise<SecondRun> {
  await page.goto('./headless.html');
  await page.waitForFunction(() => window.selfsame !== undefined);
  return page.evaluate(
    async ({ request, nonce }) => {
      const engine = window.selfsame;
      if (engine === undefined) throw new Error('The page has no engine.');
      let last: JobSnapshot | undefined;
      await engine.watchJob(await engine.startJob(request), (snapshot) => {
        last = snapshot;
      });
      if (last === undefined) throw new Error('The job has told nothing.');
      const process = await engine.readProcess(request);
      const { outcome } = await engine.readMessage({ ...request, nonce });
      return { snapshot: last, process, outcome };
    },
    { request, nonce: shownNonce },
  );
}

for (const change of storageChanges) {
  const { name, explanation, sign } = change;
  test(`${name} (storage): ${explanation}`, async ({ page }) => {
    const first = await run(page);
    expect(first.snapshot.answer).toMatchObject({ level: 'evaluated' });
    expect(first.outcome.kind).toBe('result');
    // Nothing is left open that could have the database.
    await page.goto('./headless.html');
    const { table, how } = change;
    expect(
      await page.evaluate(changeStorage, {
        ...{ table, how },
        ...(change.kind !== undefined && { kind: change.kind }),
        ...(change.withoutCheckpoints !== undefined && { withoutCheckpoints: change.withoutCheckpoints }),
      }),
    ).toBeGreaterThan(0);

    const { snapshot, process, outcome } = await run(page);
    const { progress } = snapshot;
    expect(snapshot.answer, 'the same answer').toEqual(first.snapshot.answer);
    expect(snapshot.facts.filter(({ status }) => status !== 'holds').map((fact) => fact.name)).toEqual(
      first.snapshot.facts.filter(({ status }) => status !== 'holds').map((fact) => fact.name),
    );
    switch (sign.kind) {
      case 'notice':
        expect(progress.notices.join('\n')).toMatch(sign.says);
        expect(progress.resumedFromNonce).toBeNull();
        break;
      case 'from-the-first-message':
        expect(progress.resumedFromNonce).toBeNull();
        break;
      case 'fetched-again':
        expect(progress.bytesFetched).toBeGreaterThan(sign.atLeastBytes);
        break;
      case 'true-name':
        expect(process.name).toBe(sign.name);
        break;
      case 'result-not-shown':
        expect(outcome).toEqual({ kind: 'not-kept' });
        break;
    }
  });
}

test('docs/TRUST.md has a row for each of them, in these words', () => {
  const page = readFileSync(new URL('../docs/TRUST.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([\w-]+)` \| storage \| (.+?) \|/gm)].map((row) => row.slice(1, 3));
  expect(rows).toEqual(storageChanges.map(({ name, explanation }) => [name, explanation]));
});

import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const path = '/srv/another/cu/src/index.js';
const answersAs = `As a compute unit with the install path ${path} would answer`;

test('what was evaluated with another profile is what a balance, its process and its messages show, and they say so', async ({
  page,
}) => {
  const asked = { process: token.processId, wallet: token.wallet };
  await page.goto(places.balance({ ...asked, profile: path }));
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer.locator('[data-level="evaluated"]')).toBeVisible();

  await expect(answer).toContainText(answersAs);

  await answer.getByRole('link', { name: token.processId.slice(0, 4) }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tally' })).toBeVisible();
  const evaluation = page.getByRole('region', { name: 'Evaluation' });
  await expect(evaluation).toContainText('Evaluated in this browser through nonce 397');
  await expect(evaluation).toContainText(answersAs);
  await expect(page.locator('[data-nonce="397"]')).not.toContainText('not evaluated');

  await page.getByRole('link', { name: 'Message 397' }).click();
  const result = page.getByRole('region', { name: 'Result' });
  await expect(result).toContainText(answersAs);
  await expect(result.getByRole('heading', { name: 'Output' })).toBeVisible();
  await result.getByRole('button', { name: /Evidence/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('[data-fact="evaluation-profile"]')).toContainText(path);
  await dialog.getByRole('button', { name: 'Close' }).click();

  // The official image's was never asked for.
  await page.goto(places.settings);
  const stored = page.getByRole('table', { name: 'Stored processes' });
  const [usual, other] = [stored.getByRole('row', { name: /^Tally/ }), stored.locator('[data-profile]')];
  await expect(usual).toContainText('—');
  await expect(usual.getByRole('button', { name: /Evidence|Check again|checkpoint/ })).toHaveCount(0);
  await expect(other).toContainText(`${answersAs}, through nonce 397`);
  await other.getByRole('button', { name: /Evidence/ }).click();
  await expect(dialog.locator('[data-fact="evaluation-profile"]')).toContainText(path);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await other.getByRole('button', { name: 'Check again Tally with another install path' }).click();
  await expect(page.locator('[data-segments]')).toContainText('through nonce 397');
  await other.getByRole('link', { name: '397' }).click();
  await expect(evaluation).toContainText(answersAs);

  await page.goto(places.message(token.processId, 397));
  await page.reload();
  await expect(result).toContainText('Not evaluated in this browser yet');

  // A link that is pasted means what it means where it is followed.
  const link = new URL(places.message(token.processId, 397, { profile: path }), page.url());
  await page.getByRole('textbox', { name: 'Process or link' }).fill(link.href);
  await page.keyboard.press('Enter');
  await expect(result).toContainText(answersAs);
});

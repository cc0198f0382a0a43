import { demoProcesses } from '../src/devnet/processes.ts';
import { hold } from './fixtures/hold.ts';
import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

// Where a visitor stands who brought something that leads nowhere, and what leads on from there.

const unknown = 'A'.repeat(43);
const { wallet } = token;

test('the first screen says of an id from elsewhere that the demo network has its examples only', async ({
  page,
}) => {
  await page.goto(places.home);
  const field = page.getByRole('textbox', { name: 'Process, and a wallet if you like' });
  const status = page.getByRole('main').getByRole('status').first();
  await field.fill(`${unknown} ${wallet}`);
  await expect(status).toContainText(/Opens the balance .* The Demo network has its examples only/);
  await page.getByRole('combobox', { name: 'Network' }).selectOption({ label: 'AO legacynet' });
  await expect(status).toContainText('Opens the balance');
  await expect(status).not.toContainText('examples only');
  await page.getByRole('combobox', { name: 'Network' }).selectOption({ label: 'Demo network' });
  await field.fill(token.processId);
  await expect(status).toContainText('Opens process');
  await expect(status).not.toContainText('examples only');
});

test('what one network does not know is a step from the others, and the question goes along', async ({
  page,
}) => {
  await page.goto(places.balance({ process: unknown, wallet, nonce: '7', net: 'demo' }));
  const link = page.getByRole('alert').getByRole('link', { name: 'Look on AO legacynet' });
  const href = (await link.getAttribute('href')) ?? '';
  expect(Object.fromEntries(new URLSearchParams(href.split('?')[1]))).toEqual({
    ...{ process: unknown, wallet, nonce: '7', net: 'legacynet' },
  });
});

test('what is no process is none on any network', async ({ page }) => {
  await page.goto(places.process('abc', { net: 'demo' }));
  const alert = page.getByRole('alert');
  await expect(alert).toHaveAttribute('data-error', 'protocol/invalid-id');
  await expect(alert.getByRole('link')).toHaveCount(0);
});

test('a process that is no token leads to its schedule, and not to other servers', async ({ page }) => {
  await page.goto(places.balance({ process: demoProcesses[2].id, wallet, net: 'demo' }));
  const alert = page.getByRole('alert');
  await expect(alert).toHaveAttribute('data-error', 'protocol/no-balance');
  await expect(alert.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  await expect(alert.getByRole('link', { name: 'Change sources' })).toHaveCount(0);
  await alert.getByRole('link', { name: 'See its schedule' }).click();
  await expect(page.getByRole('grid', { name: 'Schedule' })).toBeVisible();
});

test('a balance leads to the messages that name its wallet, and to nothing that has to be looked for', async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet, net: 'demo' }));
  await expect(page.locator('[data-job-state="done"]')).toBeVisible();
  await page.getByRole('link', { name: 'Messages of this process that name the wallet' }).click();
  const first = page.getByRole('grid', { name: 'Messages found' }).locator('[data-nonce]').first();
  await expect(first).toBeInViewport();
  await first.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Message');
  await expect(page.locator(`main`)).toContainText(token.wallet.slice(0, 6));
});

test('while the next screen comes, slowly, what was pasted stays, and so does the page', async ({
  context,
  page,
}) => {
  const letGo = await hold(context, '**/assets/ProcessScreen-*.js');
  await page.goto(places.home);
  const field = page.getByRole('textbox', { name: 'Process, and a wallet if you like' });
  await field.fill(token.processId);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Open' })).toHaveAttribute('aria-busy', 'true');
  await expect(field).toHaveValue(token.processId);
  await expect(page.getByRole('search', { name: 'Go to' })).toHaveCount(0);
  letGo();
  await expect(page.getByRole('heading', { level: 1, name: 'Tally' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Process or link' })).toHaveValue('');
});

test('a link with a tag that is none says what is wrong with the tag', async ({ page }) => {
  await page.goto(places.ask(token.processId, { tags: 'no colon' }));
  await expect(page.getByRole('heading', { name: 'That is not a tag' })).toBeVisible();
});

test('where all is evaluated, the process offers to look for new messages, and says that there are none', async ({
  page,
}) => {
  await page.goto(places.process(token.processId));
  const evaluation = page.getByRole('region', { name: 'Evaluation' });
  await evaluation.getByRole('button', { name: 'Evaluate', exact: true }).click();
  await expect(page.locator('[data-job-state="done"]')).toBeVisible();
  await evaluation.getByRole('button', { name: 'Look for new messages' }).click();
  await expect(page.getByRole('region', { name: 'Progress' })).toContainText('nothing new to evaluate');
  await page.reload();
  await expect(evaluation.getByRole('button', { name: 'Look for new messages' })).toBeVisible();
  await expect(evaluation.getByRole('button', { name: 'Evaluate', exact: true })).toHaveCount(0);
  // Actions of what is kept here are suggested to who asks next.
  await evaluation.getByRole('link', { name: 'Dry-run' }).click();
  const listId = await page.getByRole('combobox', { name: 'Action' }).getAttribute('list');
  await expect(page.locator(`[id="${listId}"] option[value="Transfer"]`)).toHaveCount(1);
});

test('on a phone, the mark of an id that fills its line stands beside it, and receipts end with their page', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(places.process(token.processId, { tab: 'receipts' }));
  const id = page.locator('.entry-wide [data-id]');
  const mark = page.getByRole('button', { name: 'Evidence for the process id: holds' });
  await expect(mark).toBeVisible();
  const [idBox, markBox] = [await id.boundingBox(), await mark.boundingBox()];
  expect(markBox?.y).toBeLessThan((idBox?.y ?? 0) + (idBox?.height ?? 0) - 4);
  const field = await page.getByText('Its signature is checked before it is kept').boundingBox();
  const footer = await page.getByRole('contentinfo').boundingBox();
  expect((footer?.y ?? 0) - (field?.y ?? 0)).toBeLessThan(200);
});

import { demoProcesses } from '../src/devnet/processes.ts';
import { expectAccessible, loadAxe } from './fixtures/axe.ts';
import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const room = demoProcesses[1];

/** Messages of the demo's token that name the chat room as their sender: the first is a true tip, the last was forged. */
const trueTip = 33;
const forgedTip = 236;

test('forged-payment: a payment that its sender never made is named, beside what the sender did send', async ({
  page,
}) => {
  await loadAxe(page);
  await page.goto(places.message(token.processId, forgedTip, { net: 'demo' }));
  await expect(page.locator('[data-fact="sender-authority"]')).toHaveAttribute('data-status', 'unknown');
  const section = page.getByRole('region', { name: 'Was this really sent?' });
  await section.getByRole('button', { name: 'Evaluate the sender' }).click();

  const finding = section.locator(`[data-sent][data-nonce="${forgedTip}"]`);
  await expect(finding).toHaveAttribute('data-sent', 'not-emitted');
  await expect(finding.getByRole('row', { name: /^anchor/ })).toContainText('99');
  await expect(finding.getByRole('row', { name: /^tags/ })).toContainText('Quantity: 777000000000000');
  await expect(section.getByRole('list', { name: 'Evaluated senders' })).toContainText('Harbour');
  await expect(section.locator('[data-level="evaluated"]')).toBeVisible();

  await section.getByRole('button', { name: 'Show evidence' }).click();
  const fact = section.locator('[data-fact="senders"]');
  await expect(fact).toHaveAttribute('data-status', 'fails');
  await expect(fact).toContainText('Expected');
  await expectAccessible(page, 'a finding');
});

test('a payment that its sender made is found where it was emitted, and so is what led to it', async ({
  page,
}) => {
  await page.goto(places.message(token.processId, trueTip, { net: 'demo' }));
  const section = page.getByRole('region', { name: 'Was this really sent?' });
  await section.getByRole('textbox', { name: 'Depth' }).fill('2');
  await section.getByRole('button', { name: 'Evaluate the sender' }).click();

  const findings = section.getByRole('list', { name: 'Findings' }).locator('[data-sent]');
  await expect(findings).toHaveCount(2);
  await expect(section.locator('[data-sent="emitted"]')).toHaveCount(2);
  await expect(section.locator('[data-depth="2"]')).toContainText('Message 14');

  await findings
    .first()
    .getByRole('link', { name: /^message/ })
    .click();
  await expect(page).toHaveURL(new RegExp(`process/${room.id}/message/\\d+`));
});

test('every message up to one is asked about at once, and a budget that ends leaves it unknown', async ({
  page,
}) => {
  await page.goto(places.message(token.processId, forgedTip, { net: 'demo' }));
  const section = page.getByRole('region', { name: 'Was this really sent?' });
  await section.getByRole('checkbox').check();
  await section.getByRole('button', { name: 'Evaluate the sender' }).click();
  await expect(section.locator('[data-sent="emitted"]')).toHaveCount(6);
  await expect(section.locator('[data-sent]').first()).toHaveAttribute('data-nonce', String(forgedTip));

  await section.getByRole('textbox', { name: 'Messages' }).fill('20');
  await section.getByRole('button', { name: 'Evaluate the sender' }).click();
  await expect(section.locator('[data-sent="unknown"]').first()).toContainText('budget of messages');
  await expect(section.locator('[data-sent="not-emitted"]')).toHaveCount(0);

  await section.getByRole('textbox', { name: 'Messages' }).fill('none');
  await expect(section.getByRole('button', { name: 'Evaluate the sender' })).toBeDisabled();
});

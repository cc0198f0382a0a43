import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { encodeReceiptLink } from '../src/engine/receipts/receiptLink.ts';
import { receiptText, signReceipt, verifyReceiptText } from '../src/engine/receipts/signedReceipt.ts';
import { makeKeyPair } from '../src/engine/receipts/signingKeys.ts';
import type { Receipt } from '../src/engine/receipts/statement.ts';
import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const nonce = 60;
const receiptsTab = places.process(token.processId, { net: 'demo', tab: 'receipts', nonce: String(nonce) });
const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' });

/** Makes a receipt as a visitor does, and gives what the saved file holds. */
async function makeReceipt(page: Page): Promise<string> {
  await page.goto(receiptsTab);
  await page.getByRole('button', { name: 'Evaluate and sign' }).click();
  const listed = page.getByRole('list', { name: 'Receipts' }).locator(`[data-receipt="${nonce}"]`);
  await expect(listed).toHaveCount(1);
  const downloading = page.waitForEvent('download');
  await listed.getByRole('button', { name: 'Save file' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(`${token.processId}-${nonce}.receipt.json`);
  return readFile(await download.path(), 'utf8');
}

/** The same statement with something else in it, validly signed by a key of ours. */
async function forgedCode(text: string, change: Partial<Receipt>): Promise<string> {
  const { receipt } = await verifyReceiptText(text);
  const { envelope } = await signReceipt({ ...receipt, ...change }, await makeKeyPair());
  return encodeReceiptLink(envelope);
}

test('a receipt is made, verified by another library, and evaluated again by somebody else', async ({
  page,
  browser,
  baseURL,
}) => {
  const text = await makeReceipt(page);

  await test.step('OpenSSL, by way of Node, verifies the file from what docs/RECEIPT.md says', () => {
    const envelope = JSON.parse(text) as {
      payload: string;
      payloadType: string;
      signatures: [{ keyid: string; sig: string }];
    };
    const payload = Buffer.from(envelope.payload, 'base64');
    const { payloadType: type, signatures } = envelope;
    const preAuth = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
    const { subject, predicate } = JSON.parse(payload.toString('utf8')) as {
      subject: [{ digest: { sha256: string } }];
      predicate: { nonce: number; signer: { algorithm: string; publicKey: string } };
    };
    const spki = Buffer.from(predicate.signer.publicKey, 'base64');
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    expect(verify(null, preAuth, key, Buffer.from(signatures[0].sig, 'base64'))).toBe(true);
    expect(createHash('sha256').update(spki).digest('hex')).toBe(signatures[0].keyid);
    expect(predicate).toMatchObject({ nonce, signer: { algorithm: 'Ed25519' } });
    expect(subject[0].digest.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  await test.step('its maker sees that the key is its own, also after a reload', async () => {
    await page.reload();
    await page.getByRole('link', { name: 'Evaluate again' }).click();
    await expect(verdict(page)).toHaveAttribute('data-verdict', 'same');
    await expect(page.locator('[data-signer="own"]')).toBeVisible();
    await expect(page.getByText('Kept in this browser')).toBeVisible();
  });

  await test.step('nobody can take the key out of the browser', async () => {
    const exported = await page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open('selfsame');
        opening.onsuccess = () => resolve(opening.result);
      });
      const record = await new Promise<{ privateKey: CryptoKey }>((resolve) => {
        const reading = database.transaction('keys').objectStore('keys').get(['receipts']);
        reading.onsuccess = () => resolve(reading.result as { privateKey: CryptoKey });
      });
      database.close();
      return crypto.subtle.exportKey('pkcs8', record.privateKey).then(
        () => 'exported',
        (error: unknown) => (error instanceof Error ? error.name : 'refused'),
      );
    });
    expect(exported).toBe('InvalidAccessError');
  });

  const link = new URL(page.url());
  const other = await browser.newContext({
    ...(baseURL !== undefined && { baseURL }),
    serviceWorkers: 'block',
  });
  try {
    const there = await other.newPage();
    await there.goto(`./${link.hash}`);
    await expect(there.locator('[data-signer="other"]')).toBeVisible();
    await expect(verdict(there)).toHaveAttribute('data-verdict', 'same');
    await expect(verdict(there).locator('[data-level="evaluated"]')).toBeVisible();
    await expect(verdict(there).locator('[data-compared="same"]')).toHaveCount(6);
    await there.getByRole('button', { name: 'Keep' }).click();
    await expect(there.getByText('Kept in this browser')).toBeVisible();
    await there.goto(receiptsTab);
    await expect(there.locator(`[data-receipt="${nonce}"] [data-signer="other"]`)).toBeVisible();
    await there.getByRole('button', { name: `Forget the receipt at nonce ${nonce}` }).click();
    await expect(there.locator('[data-receipt]')).toHaveCount(0);

    await there.getByLabel('Import a receipt').setInputFiles({
      name: 'receipt.json',
      mimeType: 'application/json',
      buffer: Buffer.from(text),
    });
    await expect(there.getByText('The signature holds, and the receipt is kept.')).toBeVisible();
    await expect(there.locator('[data-receipt]')).toHaveCount(1);
    await there.getByLabel('Import a receipt').setInputFiles({
      name: 'receipt.json',
      mimeType: 'application/json',
      buffer: Buffer.from(text.replace('"sig":"', '"sig":"AAAA')),
    });
    await expect(there.getByRole('alert')).toHaveAttribute(
      'data-error',
      'verification/receipt-signature-invalid',
    );
  } finally {
    await other.close();
  }
});

test('a receipt that was made for a balance leads whoever checks it to that balance', async ({
  page,
  browser,
  baseURL,
}) => {
  const { processId, wallet } = token;
  const amount = (reader: Page) => reader.getByRole('region', { name: 'Answer' }).locator('[data-amount]');
  await page.goto(places.balance({ process: processId, wallet, nonce: String(nonce), net: 'demo' }));
  await expect(page.locator('[data-job-state="done"]')).toBeVisible();
  const held = await amount(page).getAttribute('data-amount');
  await page.getByRole('link', { name: 'Receipts' }).first().click();
  await page.getByRole('button', { name: 'Evaluate and sign' }).click();
  await page.getByRole('link', { name: 'Evaluate again' }).click();
  await expect(verdict(page)).toHaveAttribute('data-verdict', 'same');
  const { hash } = new URL(page.url());

  const other = await browser.newContext({
    ...(baseURL !== undefined && { baseURL }),
    serviceWorkers: 'block',
  });
  try {
    const there = await other.newPage();
    await there.goto(`./${hash}`);
    await verdict(there)
      .getByRole('link', { name: `Balance after nonce ${nonce}` })
      .click();
    await expect(there.locator('[data-job-state="done"]')).toBeVisible();
    await expect(there.getByRole('region', { name: 'Answer' })).toContainText(`through nonce ${nonce}`);
    expect(held).not.toBeNull();
    await expect(amount(there)).toHaveAttribute('data-amount', held ?? '');

    await test.step('what is no wallet asks for nobody’s balance', async () => {
      await there.goto(`./${hash.replace(wallet, 'javascript:alert(1)')}`);
      const link = verdict(there).getByRole('link', { name: `A balance after nonce ${nonce}` });
      await expect(link).toBeVisible();
      await expect(verdict(there)).not.toContainText('whom the link names');
    });
  } finally {
    await other.close();
  }
});

test('on a phone, whoever comes from a balance sees the receipts, and after signing how to hand one on', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const { processId, wallet } = token;
  await page.goto(places.balance({ process: processId, wallet, nonce: String(nonce) }));
  await expect(page.locator('[data-job-state="done"]')).toBeVisible();
  await page.getByRole('link', { name: 'Receipts' }).first().click();
  const sign = page.getByRole('button', { name: 'Evaluate and sign' });
  await expect(sign).toBeInViewport({ ratio: 1 });
  await sign.click();
  const receipt = page.locator(`[data-receipt="${nonce}"]`);
  await expect(receipt.getByRole('button', { name: 'Copy link' })).toBeInViewport({ ratio: 1 });
});

test('forged receipts differ, each where it was forged, and damaged ones are refused before anything is evaluated', async ({
  page,
}) => {
  const text = await makeReceipt(page);
  const forgeries: readonly (readonly [string, Partial<Receipt>, string])[] = [
    ['memory', { memorySha256: '0'.repeat(64) }, 'left another memory here at nonce 60'],
    ['result', { resultSha256: '0'.repeat(64) }, 'what the message at this nonce answered is not'],
    ['assignment', { assignmentId: token.processId }, 'at nonce 60 the receipt has another assignment'],
    ['hash-chain', { hashChain: token.processId }, 'another schedule: somewhere before nonce 60'],
    ['module', { moduleId: token.processId }, 'names another module'],
  ];
  for (const [field, change, sentence] of forgeries) {
    await test.step(`forged ${field}`, async () => {
      await page.goto(places.verify(await forgedCode(text, change), { net: 'demo' }));
      await expect(verdict(page)).toHaveAttribute('data-verdict', 'differs');
      await expect(verdict(page)).toContainText(sentence);
      await expect(verdict(page).locator('[data-compared="differs"]')).toHaveAttribute('data-field', field);
      await expect(verdict(page).locator('[data-level="evaluated"]')).toBeVisible();
    });
  }

  const refused = async (code: string, error: string) => {
    await page.goto(places.verify(code, { net: 'demo' }));
    await expect(page.getByRole('alert')).toHaveAttribute('data-error', error);
    await expect(page.locator('[data-job-state], [data-verdict]')).toHaveCount(0);
  };
  const { receipt, envelope } = await verifyReceiptText(text);
  const turned = Uint8Array.from(envelope.signature);
  turned[10] = (turned[10] ?? 0) ^ 1;
  await refused(
    await encodeReceiptLink({ ...envelope, signature: turned }),
    'verification/receipt-signature-invalid',
  );
  const code = await encodeReceiptLink(envelope);
  await refused(code.slice(0, -40), 'protocol/receipt-unreadable');
  await refused('2.abc', 'protocol/receipt-unsupported');

  await test.step('an honest one about a schedule that this network does not have', async () => {
    const far = await signReceipt({ ...receipt, nonce: 999_999 }, await makeKeyPair());
    expect(receiptText(far)).not.toBe(text);
    await page.goto(places.verify(await encodeReceiptLink(far.envelope), { net: 'demo' }));
    await expect(page.getByRole('alert')).toHaveAttribute('data-error', 'engine/nonce-not-reached');
    await expect(page.locator('[data-verdict]')).toHaveCount(0);
  });
});

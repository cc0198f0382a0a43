import { demoProcesses } from '../src/devnet/processes.ts';
import { places } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const room = demoProcesses.find(({ kind }) => kind === 'chat');

/** What would be on a page if a message had become more than text. */
const active =
  'main :is(script, style, iframe, object, embed, form[action], [onload], [onerror], a[href^="javascript:" i], img[src="x"])';

// The demo's chat room is full of lines that try: scripts, handlers, frames, style, links, escapes, marks that turn text around.
test('whatever people write stays text, on every message of a hostile chat room', async ({ page }) => {
  const processId = room?.id ?? '';
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(places.process(processId, { net: 'demo', order: 'oldest' }));
  await page.getByRole('region', { name: 'Evaluation' }).getByRole('button', { name: 'Evaluate' }).click();
  await expect(page.locator('[data-job-state="done"]')).toBeVisible();
  await expect(page.locator(active)).toHaveCount(0);
  const latest = Number(await page.getByRole('grid', { name: 'Schedule' }).getAttribute('aria-rowcount')) - 2;

  const shown: string[] = [];
  for (let nonce = 0; nonce <= latest; nonce += 1) {
    await page.goto(places.message(processId, nonce, { net: 'demo' }));
    await expect(page.getByRole('heading', { level: 1, name: `Message ${nonce}` })).toBeVisible();
    await expect(page.getByRole('heading', { level: 2, name: 'Result' })).toBeVisible();
    expect(await page.locator(active).count(), `active content at nonce ${nonce}`).toBe(0);
    shown.push((await page.getByRole('main').textContent()) ?? '');
  }
  expect(dialogs).toEqual([]);
  const said = shown.join('\n');
  for (const line of [
    '<script>alert("xss")</script>',
    '<img src=x onerror=',
    '<style>*{display:none}</style>',
  ]) {
    expect(said).toContain(line);
  }
});

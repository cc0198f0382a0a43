import { expect, test } from './fixtures/test.ts';

// A guard that sees nothing would let every other test pass.
const pages: Readonly<Record<string, { readonly contentType: string; readonly body: string }>> = {
  '/guard/page.html': {
    contentType: 'text/html',
    body: '<!doctype html><meta http-equiv="Content-Security-Policy" content="img-src \'none\'"><title>guard</title><body></body>',
  },
  '/guard/outer.js': {
    contentType: 'text/javascript',
    body: `
      const inner = "onmessage = () => fetch('https://elsewhere.example/inner').catch(() => postMessage('refused'))";
      const worker = new Worker(URL.createObjectURL(new Blob([inner])));
      worker.onmessage = (event) => postMessage(event.data);
      onmessage = () => worker.postMessage('ask');`,
  },
};

test.beforeEach(async ({ context, page }) => {
  await context.route('**/guard/*', async (route) => {
    const content = pages[new URL(route.request().url()).pathname];
    await (content === undefined ? route.abort() : route.fulfill(content));
  });
  await page.goto('/guard/page.html');
});

test('the guard refuses and notes what leaves the app, from the page and from a worker in a worker', async ({
  page,
  guard,
}) => {
  guard.expectProblem(/elsewhere\.example/);
  const fromPage = await page.evaluate(() => fetch('https://elsewhere.example/page').catch(() => 'refused'));
  expect(fromPage).toBe('refused');
  expect(guard.attempts).toEqual(['https://elsewhere.example/page']);
  const worker = await page.evaluateHandle(() => new Worker('/guard/outer.js'));
  // Before Playwright has found a worker's worker, the browser itself refuses: it resolves no such name (playwright.config.ts).
  await expect
    .poll(async () => {
      const fromWorker = await worker.evaluate(
        (outer) =>
          new Promise((resolve) => {
            outer.onmessage = (event) => resolve(event.data);
            outer.postMessage('ask');
          }),
      );
      expect(fromWorker).toBe('refused');
      return guard.attempts;
    })
    .toContain('https://elsewhere.example/inner');
  guard.forgetAttempts();
});

test('the guard notes violations of the content security policy, console errors and uncaught errors', async ({
  page,
  guard,
}) => {
  await page.evaluate(() => {
    const image = new Image();
    image.src = '/guard/image.png';
    console.error('said aloud');
    setTimeout(() => {
      throw new TypeError('nobody catches this');
    });
  });
  await expect.poll(() => guard.problems.join('\n')).toMatch(/Content Security Policy/i);
  await expect.poll(() => guard.problems.join('\n')).toMatch(/said aloud/);
  await expect.poll(() => guard.problems.join('\n')).toMatch(/nobody catches this/);
  guard.expectProblem(/Content Security Policy|said aloud|nobody catches this/i);
});

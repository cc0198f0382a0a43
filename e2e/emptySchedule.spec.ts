import { serveLoopback } from '../scripts/demo/loopback.ts';
import { openDevnet } from '../src/devnet/testing/openDevnet.ts';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

test('a process that nobody has written to says so, and lists no message that is none', async ({
  page,
  guard,
}) => {
  const demo = openDevnet();
  const served = await serveLoopback({
    port: 0,
    // As a scheduler unit answers whose process is not part of its schedule (legacynet.md §4.4), before the first message.
    devnet: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname.endsWith('/latest')) return Promise.resolve(new Response('', { status: 400 }));
      if (pathname === `/${token.processId}`)
        return Promise.resolve(Response.json({ page_info: { has_next_page: false }, edges: [] }));
      return demo(request);
    },
  });
  try {
    guard.allowOrigin(new URL(served.schedulerUnit).origin);
    guard.expectProblem(/400/);
    const net = netOf(demoWith({ schedulerUnits: [served.schedulerUnit] }));
    await page.goto(places.process(token.processId, { net }));
    await expect(page.getByRole('heading', { level: 1, name: 'Tally' })).toBeVisible();
    await expect(page.getByText('The scheduler unit tells no message of this process yet.')).toBeVisible();
    await expect(page.getByRole('grid', { name: 'Schedule' })).toHaveCount(0);
  } finally {
    await served.close();
  }
});

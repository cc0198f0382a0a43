import { defineConfig } from '@playwright/test';
import { chromiumArguments, findChromium } from './scripts/setup/chromium.mjs';

// The built app, as a visitor gets it, on loopback. `npm run build` comes first.
const origin = 'http://127.0.0.1:4319';

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  // One more than the cores of a small machine, since tests also wait: 86 of them took 175 s instead of 222 with two.
  workers: 3,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  // So many at once have one cause, and with such patience the others would take hours to say the same.
  maxFailures: 15,
  // Patience costs nothing where all is well. These are for a machine that is several times slower than any of ours.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  use: {
    baseURL: origin,
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    serviceWorkers: 'block',
    // A trace of each costs a tenth of the time, and who looks into a failure can ask for one: --trace on.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...executable(),
      // Names resolve to nothing but this machine, whatever a page, a worker or the browser itself asks for.
      args: [
        ...chromiumArguments(),
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
      ],
    },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --port ${new URL(origin).port} --strictPort`,
    url: origin,
    stdout: 'ignore',
    timeout: 180_000,
  },
});

function executable(): { executablePath?: string } {
  const executablePath = findChromium();
  return executablePath === undefined ? {} : { executablePath };
}

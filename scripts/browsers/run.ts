// `npm run test:browsers [-- firefox | webkit]`: the built app in browsers beside Chromium, which the end-to-end tests drive.
import { serveBuild } from '../../e2e/fixtures/servedBuild.ts';
import { buildIfStale } from '../lib/build.mjs';
import { journeys } from './journeys.ts';
import { isOtherBrowser, openOther, otherBrowsers } from './openOther.ts';

const asked = process.argv.slice(2);
const wrong = asked.find((name) => !isOtherBrowser(name));
if (wrong !== undefined) throw new Error(`${wrong} is none of ${otherBrowsers.join(', ')}.`);

buildIfStale();
let passed = 0;
let failed = 0;
for (const name of asked.length === 0 ? otherBrowsers : asked.filter(isOtherBrowser)) {
  await using served = await serveBuild();
  await using browser = await openOther(name);
  console.log(`${browser.name} ${browser.version}`);
  for (const journey of journeys) {
    const beganMs = performance.now();
    const [mark, said] = await journey.run(browser, served).then(
      (seen) => ['ok    ', seen] as const,
      (error: unknown) => ['FAILED', String(error)] as const,
    );
    if (mark === 'FAILED') failed += 1;
    else passed += 1;
    const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
    console.log(`${mark} ${journey.name} (${seconds} s): ${said}`);
  }
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

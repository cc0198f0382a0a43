// @ts-check
/**
 * Mutation testing of the folder that decides what to believe: each small change to its code has to make one of its own tests fail.
 * docs/MUTATION.md explains what survives. `npm run mutation -- --mutate src/verification/place.ts` runs one file.
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'scripts/mutation/vitest.config.ts' },
  // An entry point has nothing to decide.
  mutate: ['src/verification/*.ts', '!src/verification/*.test.ts', '!src/verification/*.worker.ts'],
  // The sandbox is a copy; what is large and not needed stays out of it.
  ignorePatterns: ['public', 'dist', 'conformance', 'e2e', 'test-results', '.cache', 'docs/screenshots'],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // Only endless loops count as noticed by their time: a busy machine is no judge.
  timeoutMS: 60_000,
  tempDirName: '.cache/mutation-sandbox',
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false },
  htmlReporter: { fileName: '.cache/mutation/report.html' },
  jsonReporter: { fileName: '.cache/mutation/report.json' },
  thresholds: { high: 95, low: 90, break: 90 },
};

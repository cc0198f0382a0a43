// @ts-check
import { readFile, rm } from 'node:fs/promises';
import { packageCommand, root, run } from '../setup/command.mjs';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} [flaky] of those that passed, the ones that failed at first
 * @property {string} [output] what was not shown yet
 */

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {() => Promise<Counts>} run never throws for a failing check
 */

/** @typedef {{ readonly numPassedTests: number, readonly numFailedTests: number }} VitestReport */
/** @typedef {{ readonly stats: { readonly expected: number, readonly unexpected: number, readonly flaky: number } }} PlaywrightReport */

const vitestReport = `${root}.cache/vitest.json`;
const playwrightReport = `${root}.cache/playwright.json`;

/**
 * What only reads the sources. Each keeps one core busy, so that two are run at once, and show what they say when they are done.
 * @type {readonly Stage[]}
 */
export const checksOfSources = [
  checkAside('lint with types: ESLint', packageCommand('eslint/bin/eslint.js', ['--max-warnings', '0', '.'])),
  checkAside('types: app', packageCommand('typescript/bin/tsc', ['-p', 'tsconfig.json'])),
  checkAside(
    'types: workers, without a DOM',
    packageCommand('typescript/bin/tsc', ['-p', 'tsconfig.worker.json']),
  ),
  checkAside('types: tests and scripts', packageCommand('typescript/bin/tsc', ['-p', 'tsconfig.node.json'])),
  checkAside(
    'format and lint: Biome',
    packageCommand('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
  ),
];

/**
 * Every other check of the project, one after the other: each has use for all cores. None waits for another to pass: a person who reads the
 * output wants all that is wrong.
 * @type {readonly Stage[]}
 */
export const stages = [
  suite(
    'unit tests',
    packageCommand('vitest/vitest.mjs', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${vitestReport}`,
    ]),
    vitestReport,
    (/** @type {VitestReport} */ report) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests,
    }),
  ),
  check('build', packageCommand('vite/bin/vite.js', ['build', '--logLevel', 'warn'])),
  check('size budget', [process.execPath, 'scripts/check-size.mjs']),
  suite(
    'end to end, in Chromium',
    packageCommand('@playwright/test/cli.js', ['test', '--retries=1', '--reporter=list,json']),
    playwrightReport,
    // What passes only when tried again is a defect to be found, and named in the output; whether a change may land does not depend on it.
    (/** @type {PlaywrightReport} */ { stats }) => ({
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected,
      flaky: stats.flaky,
    }),
    { PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightReport },
  ),
  check('chaos: 20 kills, in Chromium', [
    process.execPath,
    'scripts/chaos.mjs',
    '--points',
    '20',
    '--seed',
    '7',
  ]),
];

/**
 * A command that is one check.
 * @param {string} name
 * @param {readonly string[]} command
 * @returns {Stage}
 */
function check(name, command) {
  return {
    name,
    run: async () => {
      const { code } = await run(command);
      return countOf(code);
    },
  };
}

/**
 * The same, of one that runs beside others: what it says is kept until it is done.
 * @param {string} name
 * @param {readonly string[]} command
 * @returns {Stage}
 */
function checkAside(name, command) {
  return {
    name,
    run: async () => {
      const { code, output } = await run(command, { quiet: true });
      return { ...countOf(code), output };
    },
  };
}

/** @param {number} code */
function countOf(code) {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * A test runner that writes its counts into a JSON report.
 * @template Report
 * @param {string} name
 * @param {readonly string[]} command
 * @param {string} reportPath
 * @param {(report: Report) => Counts} count
 * @param {Readonly<Record<string, string>>} [env]
 * @returns {Stage}
 */
function suite(name, command, reportPath, count, env = {}) {
  return {
    name,
    run: async () => {
      await rm(reportPath, { force: true });
      const { code } = await run(command, { env });
      const counts = await readReport(reportPath, count);
      // Errors outside any test (a file that does not load, a rejection nobody awaited) are in no count.
      return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
    },
  };
}

/**
 * @template Report
 * @param {string} path
 * @param {(report: Report) => Counts} count
 * @returns {Promise<Counts>}
 */
async function readReport(path, count) {
  try {
    const counts = count(JSON.parse(await readFile(path, 'utf8')));
    // A suite that ran nothing has shown nothing.
    return counts.passed + counts.failed === 0 ? { passed: 0, failed: 1 } : counts;
  } catch {
    return { passed: 0, failed: 1 };
  }
}

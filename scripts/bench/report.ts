import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { root } from '../setup/command.mjs';
import type { Measure, Measured } from './measure.ts';

export interface Row {
  readonly measure: Measure;
  /** Null: it could not be measured. */
  readonly measured: Measured | null;
}

/** Writes docs/BENCHMARKS.md. */
export function writeTable(rows: readonly Row[], chromiumVersion: string): void {
  const [cpu] = cpus();
  const memoryGb = Math.round(totalmem() / 1024 ** 3);
  const lines = rows.map(lineOf).join('\n');
  writeFileSync(
    `${root}docs/BENCHMARKS.md`,
    `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: headless Chromium ${chromiumVersion}, Node ${process.versions.node},
${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${memoryGb} GB. Every row is a ratio or a time inside one run, so that a slower machine changes
the ratios little; the median of the rounds, with the lowest and the highest.

| measure | at least | aim | median | lowest to highest | rounds | what stands behind it | command |
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines}

${howItIsMeasured}`,
  );
}

function lineOf({ measure, measured }: Row): string {
  const { title, atLeast, aim, unit, key, holds } = measure;
  const command = `\`npm run bench${key === undefined ? '' : ` -- --only ${key}`}\``;
  if (measured === null) return `| ${title} | ${atLeast} | ${aim} | not measured | | | | ${command} |`;
  const { median, lowest, highest, rounds, note } = measured;
  const missed = holds?.(median) === false ? ' (misses)' : '';
  const spread = `${digits(lowest)} to ${digits(highest)}`;
  return `| ${title} | ${atLeast} | ${aim} | ${digits(median)} ${unit}${missed} | ${spread} | ${rounds} | ${note} | ${command} |`;
}

function digits(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

const howItIsMeasured = `## How it is measured

- **Processes** are signed once by the demo network's worthless keys (RSA-PSS 4096, salts of 0, 32 and 478 bytes, real hash chain) and kept in
  \`.cache/bench\`; a gateway and a scheduler unit on loopback ports serve them as ready texts. A token transfer is one of 4 senders to one of 100
  recipients in turn.
- **Against the reference:** \`@permaweb/ao-loader\` 0.0.44 in a worker of the same Chromium, memory copied in and out of every message; its
  \`memory.grow\` is given a BigInt, without which it does not run there at all. Before anything is timed, both evaluate the same messages and the
  SHA-256 of both memories has to be the same. Then both are warmed up and take turns, a sixth of their messages each, so that what slows the machine
  down for some seconds slows both down.
- **Whole pipeline:** fetched over HTTP, two signatures a message and the chain verified, evaluated, results and checkpoints stored in IndexedDB, from
  the request to the job's end, over the sum of the times inside \`handle\`, of the same run. Start and end are in it.
- **Errors:** the same token, where every fifth message changes a balance and then fails. Wall time a message of the whole pipeline.
- **Warm open:** a fresh page of the built app; from the start of the navigation to the frame after the evaluated balance is in the document.
- **First message:** in the app, from the click on Evaluate to the frame after the first message is counted, for a process never seen before.
- **Main thread:** Chromium's own trace of every task of the renderer's main thread, wall time, from the click on.
- **Memory:** proportional set size of the tab's process (\`/proc/…/smaps_rollup\`), ten times a second, the highest. Engine, scripts and all workers are
  in it, and of linear memory the pages that were ever touched: pages of it that were never written take no memory in any program. Not in it is what
  a debugger would keep there: the page is none of Playwright's, which has its pages keep the body of each answer.
- **Metered:** the evaluator alone, the same module once as published and once in the format that counts gas, by turns as well.
- **Eight at once:** throughput of eight equal processes of 2,002 messages each over that of one of them alone, in one tab that knows the module.
  One alone already verifies and stores on a second core. What N cores allow is N times the wall time of a message alone over the processor time of
  a message of all eight; that time is of every process of Chromium and of the server, as Chromium and Node tell it.
- **The same, evaluation alone:** eight evaluators of 1,000 messages each over one, with nothing fetched, verified or stored, a batch each in turn as in the engine: what two cores give at most, whatever is done
  beside evaluating.
- **The same, over one process in a browser with a single core:** the eight as above, over one of them in a browser of which every process and thread is bound to one core (\`taskset\`), so that its signatures, storage and evaluation share
  that core: how much of the second core eight make use of. The servers are on any core in both.
- **Cost as work grows:** the wall time of the 1,000 messages that end at each place (at the first one 500), the module warm, as the median of some
  replays of everything; the value is the largest of these medians over the smallest. Beside them the processor time of everything, which other work on the machine
  changes less, and the average from the request to that place, which the start dominates for as long as there are few messages.
`;

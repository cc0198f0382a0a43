// @ts-check
import { inspectDatabase } from './database.mjs';
import { pick } from './random.mjs';
import { lossOf, startRun, waitIntoEvaluation } from './run.mjs';
import { victims } from './stage.mjs';

/** Beyond both, a point has lost too much. */
const mostLost = { seconds: 5, messages: 200 };
const longestDelayMs = 2400;
/** Some kills come while process, module and checkpoint are still being read. */
const earlyShare = 0.15;

/**
 * @param {object} options
 * @param {Awaited<ReturnType<typeof import('./stage.mjs').openStage>>} options.stage
 * @param {() => number} options.random
 * @param {number} options.points
 * @returns {Promise<0 | 1>} the exit code
 */
export async function tryPoints({ stage, random, points }) {
  const demo = await stage.page.evaluate(readDemo);
  /** @type {Map<string, Promise<string>>} */
  const undisturbed = new Map();
  const findings = { wrong: 0, faults: 0, tooMuch: 0, worstSeconds: 0, worstMessages: 0 };
  let process = pick(random, demo.processes);
  const request = () =>
    /** @type {const} */ ({ kind: 'replay', network: demo.network, processId: process.id });

  /** @param {object} extra */
  async function endOf(extra) {
    const run = await startRun(stage.page, { ...request(), hashMemory: 'at-end', ...extra });
    const snapshot = await run.snapshot;
    const answer = snapshot?.answer;
    if (snapshot?.state !== 'done' || answer?.kind !== 'replay') {
      return `${snapshot?.state ?? 'gone'}: ${snapshot?.error?.message ?? 'no reason'}`;
    }
    return `${answer.level} at nonce ${answer.nonce}, memory ${answer.memorySha256}`;
  }

  /** @param {readonly string[]} faults */
  function note(faults) {
    for (const fault of faults) console.log(`       database: ${fault}`);
    findings.faults += faults.length;
  }

  async function endRound() {
    const expected = await (undisturbed.get(process.id) ?? endOf({ fromNothing: true }));
    undisturbed.set(process.id, Promise.resolve(expected));
    const actual = await endOf({});
    const isRight = actual === expected && expected.startsWith('evaluated');
    console.log(
      `       ${process.name}, to its end: ${actual}${isRight ? '' : `\n       expected: ${expected}`}`,
    );
    if (!isRight) findings.wrong += 1;
    note((await stage.page.evaluate(inspectDatabase, process.id)).faults);
    await stage.page.evaluate((id) => window.selfsame?.forgetProcess(id), process.id);
    const left = await stage.page.evaluate(inspectDatabase, process.id);
    note(left.checkpoints + left.packs === 0 ? [] : ['something is left of a process that was forgotten']);
    process = pick(random, demo.processes);
  }

  console.log('point  process  killed     after s  reached  saved  lost messages  lost s');
  for (let point = 1; point <= points; point += 1) {
    const victim = pick(random, victims);
    const isEarly = random() < earlyShare;
    const delayMs = random() * (isEarly ? 800 : longestDelayMs);
    const run = await startRun(stage.page, request());
    if (isEarly) await new Promise((resolve) => setTimeout(resolve, delayMs));
    else await waitIntoEvaluation(run, delayMs);
    const killedMs = performance.now();
    const hadEnded = run.ended;
    await stage.kill(victim);
    const snapshot = await run.snapshot;
    await stage.revive(victim);
    const { savedNonce, faults } = await stage.page.evaluate(inspectDatabase, process.id);
    const loss = lossOf(run, killedMs, savedNonce);
    findings.worstSeconds = Math.max(findings.worstSeconds, loss.seconds);
    findings.worstMessages = Math.max(findings.worstMessages, loss.messages);
    const tooMuch = loss.seconds > mostLost.seconds && loss.messages > mostLost.messages;
    if (tooMuch) findings.tooMuch += 1;
    const row = [
      String(point).padStart(5),
      process.name.padEnd(7),
      victim.padEnd(9),
      ((killedMs - run.startMs) / 1000).toFixed(2).padStart(8),
      String(run.reached.at(-1)?.nonce ?? run.resumedNonce ?? '–').padStart(7),
      String(savedNonce ?? '–').padStart(5),
      String(loss.messages).padStart(13),
      loss.seconds.toFixed(2).padStart(6),
      tooMuch ? 'too much' : '',
    ];
    console.log(row.join('  ').trimEnd());
    note(faults);
    const failure = snapshot?.state === 'failed' ? snapshot.error : null;
    if (failure != null && failure.code !== 'worker-crashed') {
      console.log(`       the replay failed: ${failure.message}`);
      findings.wrong += 1;
    }
    if (hadEnded || point === points) await endRound();
  }
  const { wrong, faults, tooMuch, worstSeconds, worstMessages } = findings;
  console.log(
    `${faults} faults of the database, ${tooMuch} points lost too much, at most ${worstMessages} messages`,
  );
  console.log(`${points} points, ${wrong} wrong states, worst loss ${worstSeconds.toFixed(1)} s`);
  return wrong + faults + tooMuch === 0 ? 0 : 1;
}

/** Runs inside the page: the demo network as this build has it. Processes of a few messages are over before they can be killed. */
function readDemo() {
  const { demoNetwork: network, demoProcesses = [] } = window;
  if (network === undefined) throw new Error('The page does not tell its demo network.');
  return { network, processes: demoProcesses.filter(({ kind }) => kind !== 'reading') };
}

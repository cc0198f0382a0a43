import { parseArgs } from 'node:util';
import { type JsonKey, jsonKeys, type Measure, type Measured, summarise } from './measure.ts';
import { eightOverOne, eightOverOneOnOneCore } from './measures/eight.ts';
import {
  eightEvaluatorsOverOne,
  evaluationOverReference,
  meteredOverUnmetered,
} from './measures/evaluation.ts';
import { growthAt } from './measures/growth.ts';
import { tabMemory } from './measures/memory.ts';
import { errorsOverNone, pipelineOverHandle } from './measures/pipeline.ts';
import { firstMessage, longestTask, warmOpen } from './measures/screen.ts';
import { type Row, writeTable } from './report.ts';
import { openStage } from './stage.ts';

const usage = `Usage: npm run bench -- [--quick] [--json] [--only KEY,KEY] [--rounds N]

Measures the built app in headless Chromium and writes docs/BENCHMARKS.md.
  --quick      fewer rounds and messages, within five minutes; writes no table
  --json       the last line is one JSON object with the nine measures
  --only KEYS  these measures alone: ${jsonKeys.join(', ')}; writes no table
  --rounds N   how often each is measured`;

const needed: readonly Measure[] = [
  evaluationOverReference(
    'token',
    'evaluation against the reference loader, token with 100 holders',
    'evaluationOverReference',
  ),
  pipelineOverHandle('token', 'whole pipeline over bare `handle` time', 'pipelineOverHandle'),
  errorsOverNone,
  warmOpen,
  firstMessage,
  longestTask,
  tabMemory,
  meteredOverUnmetered,
  eightOverOne,
];

const tableOnly: readonly Measure[] = [
  eightEvaluatorsOverOne,
  eightOverOneOnOneCore,
  evaluationOverReference(
    'token-10000',
    'evaluation against the reference loader, token with 10,000 holders',
  ),
  pipelineOverHandle('token-10000', 'the same, token with 10,000 holders'),
  pipelineOverHandle('chat', 'the same, chat room'),
  pipelineOverHandle('sqlite', 'the same, sqlite inserts'),
  growthAt([1000, 10_000, 50_000]),
];

/** Quick means less than five minutes, also on a machine that is busy; a measure that has begun its first round ends it. */
const quickMs = 4 * 60_000;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else await bench();

async function bench(): Promise<void> {
  const beganMs = Date.now();
  const { quick, only } = values;
  const rounds = Number(values.rounds ?? (quick ? '3' : '5'));
  const chosen = new Set(only?.split(','));
  const measures = [...needed, ...(quick ? [] : tableOnly)].filter(
    ({ key }) => only === undefined || (key !== undefined && chosen.has(key)),
  );
  const stage = await openStage({ quick: quick || only !== undefined });
  const rows: Row[] = [];
  try {
    for (const [index, measure] of measures.entries()) {
      const untilMs = quick ? beganMs + (quickMs * (index + 1)) / measures.length : Number.POSITIVE_INFINITY;
      const measured = await takeOne(measure, () => measure.run(stage, { rounds, quick, untilMs }));
      const row = { measure, measured };
      rows.push(row);
      console.log(describe(row));
      // After each, so that a run that is broken off leaves what it has measured.
      if (!quick && only === undefined) writeTable(rows, stage.chromiumVersion);
    }
  } finally {
    await stage.close();
  }
  if (values.json) console.log(jsonLine(rows));
  if (rows.some(({ measured }) => measured === null)) process.exitCode = 1;
}

/** Null where it cannot be measured: the others still are. */
async function takeOne(measure: Measure, run: () => ReturnType<Measure['run']>): Promise<Measured | null> {
  try {
    return summarise(await run());
  } catch (error) {
    console.error(`${measure.title}: not measured. ${error instanceof Error ? error.stack : String(error)}`);
    return null;
  }
}

function describe({ measure, measured }: Row): string {
  if (measured === null) return `${measure.title}: not measured`;
  const { median, lowest, highest, note } = measured;
  const missed = measure.holds?.(median) === false ? ` — misses ${measure.atLeast}` : '';
  return `${measure.title}: ${shown(median)} ${measure.unit} (${shown(lowest)} to ${shown(highest)})${missed}; ${note}`;
}

function jsonLine(rows: readonly Row[]): string {
  const found = new Map(rows.map(({ measure, measured }) => [measure.key, measured]));
  const entries = jsonKeys.map((key: JsonKey) => {
    const median = found.get(key)?.median;
    return [key, median === undefined ? null : Number(shown(median))];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

function shown(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

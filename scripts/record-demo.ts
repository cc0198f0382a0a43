import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import checkpoint from './demo/checkpoint.json' with { type: 'json' };
import { type DemoNetwork, playDemoNetwork } from './demo/demoNetwork.ts';
import { openDemoSources, recordedResultsPath } from './demo/demoSources.ts';
import { encodeRecordedResults, type RecordedResult, type RecordedResults } from './demo/recordedResults.ts';
import { referenceEnvironment, referenceInput } from './demo/referenceInputs.ts';
import { ReferenceUnit } from './demo/referenceUnit.ts';

const { nonce } = checkpoint;
const checkpointPath = new URL('./demo/checkpoint.json', import.meta.url);

/**
 * Evaluates the whole demo network with the reference loader and writes scripts/demo/results.json.gz, and into
 * scripts/demo/checkpoint.json the hash of the token's memory at the nonce of its checkpoint. What processes send one another
 * is part of the network, so playing and evaluating alternate until nothing changes. To be run after every change of scripts/demo:
 * `node --experimental-wasm-memory64 --import tsx scripts/record-demo.ts [--afresh]`
 */
const sources = await openDemoSources();
let recorded: RecordedResults = process.argv.includes('--afresh') ? {} : sources.recorded;
for (let round = 1; ; round += 1) {
  const network = await playDemoNetwork({ ...sources, recorded });
  const evaluated = await evaluateNetwork(network);
  console.log(`Round ${round}: ${Object.keys(evaluated).length} messages`);
  const settled = JSON.stringify(evaluated) === JSON.stringify(recorded);
  recorded = evaluated;
  if (settled) break;
  await writeFile(recordedResultsPath, encodeRecordedResults(recorded));
}

async function evaluateNetwork({ stages, token, modules }: DemoNetwork): Promise<RecordedResults> {
  const results: Record<string, RecordedResult> = {};
  for (const { schedule } of stages) {
    const moduleId = schedule.process.tags.find(({ name }) => name === 'Module')?.value;
    const module = modules.find(({ id }) => id === moduleId);
    if (module === undefined) throw new Error(`No module ${moduleId} for ${schedule.process.id}.`);
    const unit = new ReferenceUnit(
      { wasm: module.item.data, format: module.format },
      referenceEnvironment(schedule.process, module),
    );
    for (const entry of schedule.entries) {
      results[entry.assignment.id] = await unit.evaluate(referenceInput(entry));
      if (schedule !== token.schedule || entry.nonce !== nonce || unit.memory === null) continue;
      const memorySha256 = createHash('sha256').update(unit.memory).digest('hex');
      await writeFile(checkpointPath, `${JSON.stringify({ nonce, memorySha256 }, null, 2)}\n`);
    }
  }
  return results;
}

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../chaos/random.mjs';
import { serveCopy } from '../chaos/servedCopy.mjs';
import { openStage } from '../chaos/stage.mjs';
import { runSoak } from './runSoak.ts';
import { openServers } from './servers.ts';

const usage = `Usage: npm run soak -- [--minutes M] [--seed S] [--processes N]

Follows N processes (8) for M minutes (10) in a headless Chromium, over a network on loopback whose schedules grow, while servers fail, the device
sleeps and is cut off, storage fills up, processes are deleted, tabs come and go, and threads, page and browser are killed, as the seed says. Now and
then nobody has anything to do: then nothing may be asked of a server, and the processor has to rest. At the end all is well, every process has to come
to its head by being asked once, and to the memory of an evaluation from nothing. The last line is the verdict; exit code 0 where nothing was wrong.`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string', default: '8' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else process.exitCode = await main();

async function main(): Promise<number> {
  const minutes = Number(values.minutes);
  const random = createRandom(Number(values.seed));
  const servers = await openServers(Number(values.processes), random);
  const served = await serveCopy();
  const stage = await openStage(served.url, join(served.folder, 'profile'));
  try {
    const { verdict, faults } = await runSoak(
      { stage, servers, random, url: served.url, mayLackResults: false },
      minutes,
    );
    for (const fault of faults) console.log(`wrong: ${fault}`);
    console.log(`${minutes} minutes of seed ${values.seed}: ${verdict}`);
    return faults.length === 0 ? 0 : 1;
  } finally {
    await stage.close();
    await served.close();
    await servers.close();
  }
}

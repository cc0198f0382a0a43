import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { pid } from 'node:process';
import { finished } from 'node:stream/promises';
import { nodeJson, processJson } from '../../../src/devnet/schedulerJson.ts';
import type { ItemId } from '../../../src/protocol/ids.ts';
import { signMessage, signProcess } from '../../demo/aoMessages.ts';
import { blockHeightAt, firstBlock } from '../../demo/chainTime.ts';
import { publishedItem } from '../../demo/publishedItem.ts';
import { createRandom } from '../../demo/random.ts';
import { openSchedule, type ScheduledEntry } from '../../demo/scheduler.ts';
import type { SignedItem } from '../../demo/signedItem.ts';
import { root } from '../../setup/command.mjs';
import { scheduler, wallets } from './signers.ts';
import type { Workload } from './workloads.ts';

/** A schedule as a scheduler unit tells it, text by text. */
export interface SignedSchedule {
  readonly processId: string;
  readonly owner: string;
  /** Answer of `/processes/{id}`. */
  readonly processJson: string;
  /** Nodes by nonce. */
  readonly nodes: readonly string[];
}

/** Rises when files written before are of no use any more. */
const revision = 2;
/** Messages that are signed ahead of the scheduler, which can sign one only after the other. */
const signedAhead = 64;

/** A workload's schedule: read from `.cache/bench`, or signed now (some 4 ms a message) and kept there. */
export async function signWorkload(workload: Workload, moduleId: ItemId): Promise<SignedSchedule> {
  const { name, lua, count } = workload;
  const key = createHash('sha256')
    .update(JSON.stringify([revision, moduleId, lua, count]))
    .digest('hex')
    .slice(0, 12);
  const folder = `${root}.cache/bench`;
  const path = `${folder}/${name}-${key}.jsonl`;
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    process.stderr.write(`Signing ${count} messages of ${name}, once…\n`);
    await writeSchedule(workload, moduleId, path);
  }
  const [first = '', ...nodes] = readFileSync(path, 'utf8').trimEnd().split('\n');
  return { ...(JSON.parse(first) as Omit<SignedSchedule, 'nodes'>), nodes };
}

async function writeSchedule(workload: Workload, moduleId: ItemId, path: string): Promise<void> {
  // Of this run alone: another may sign the same at the same time.
  const partPath = `${path}.${pid}.part`;
  const [owner] = wallets;
  if (owner === undefined) throw new Error('There is no wallet.');
  const startMs = firstBlock.timestampMs + 60_000;
  const process = await signProcess(owner, {
    name: workload.name,
    moduleId,
    scheduler: scheduler.address,
    authority: scheduler.address,
    timestampMs: startMs,
  });
  const schedule = await openSchedule(scheduler, process, startMs, createRandom(workload.name));
  const out = createWriteStream(partPath);
  const write = (text: string) => {
    out.write(`${text}\n`);
  };
  const [spawned] = schedule.entries;
  if (spawned === undefined) throw new Error('A schedule begins with its process.');
  const entry = published(spawned);
  write(
    JSON.stringify({
      processId: process.id,
      owner: owner.address,
      processJson: JSON.stringify(processJson(entry)),
    }),
  );
  write(JSON.stringify(nodeJson(entry, true)));
  const lua = await signMessage(owner, process.id, [['Action', 'Eval']], { data: workload.lua });
  write(JSON.stringify(nodeJson(published(await schedule.assign(lua, 1000)), true)));

  const waiting: Promise<SignedItem>[] = [];
  const signNext = (index: number) => {
    if (index < workload.count) waiting.push(signOne(workload, index, process.id));
  };
  for (let index = 0; index < signedAhead; index += 1) signNext(index);
  for (let index = 0; index < workload.count; index += 1) {
    const message = await waiting.shift();
    if (message === undefined) throw new Error('A message was not signed.');
    signNext(index + signedAhead);
    write(JSON.stringify(nodeJson(published(await schedule.assign(message, 1000)), true)));
  }
  out.end();
  await finished(out);
  renameSync(partPath, path);
}

function signOne(workload: Workload, index: number, processId: ItemId): Promise<SignedItem> {
  const { wallet, tags, data } = workload.message(index);
  const signer = wallets[wallet];
  if (signer === undefined) throw new RangeError(`There is no wallet ${wallet}.`);
  return signMessage(signer, processId, tags, data === undefined ? {} : { data });
}

function published({ nonce, timestampMs, assignment, message }: ScheduledEntry) {
  return {
    nonce,
    timestampMs,
    blockHeight: blockHeightAt(timestampMs),
    assignment: publishedItem(assignment),
    message: publishedItem(message),
  };
}

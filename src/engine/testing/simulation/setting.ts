import { readFileSync } from 'node:fs';
import { decodeUtf8Lossy } from '../../../base/bytes.ts';
import { type ArchiveIndex, archiveAssets } from '../../../devnet/archiveIndex.ts';
import { createDevnet, type Devnet } from '../../../devnet/devnet.ts';
import { devnetOrigin } from '../../../devnet/hosts.ts';
import { demoNetwork } from '../../../devnet/network.ts';
import { demoProcesses } from '../../../devnet/processes.ts';
import { dockerProfile, type EvaluationProfile, withEnvironmentString } from '../../../evaluation/profile.ts';
import type { DataItem } from '../../../protocol/dataItem.ts';
import { decodeProcessJson } from '../../../protocol/scheduleJson.ts';
import type { Network } from '../../../sources/network.ts';
import type { LineId } from '../../../storage/line.ts';
import { lineIdOf } from '../../process/prepareProcess.ts';
import { withItems } from './bundleItems.ts';
import { momentOf, readWholeSchedules, type WholeSchedules } from './growingSchedules.ts';
import { changedMemory, type PublishedMemory, publishMemory } from './publishedMemory.ts';
import { signReadingProcess } from './readingProcess.ts';
import { readReference } from './referenceReads.ts';
import { signTickingProcess } from './tickingProcess.ts';
import { readTimers, type Timers } from './timers.ts';
import { evaluateAlone, type Inputs, memoryAt, readInputs, type Truth } from './truth.ts';

/** Without compute units: what a toy comes to is not what they say. */
export const network: Network = { ...demoNetwork, computeUnits: [] };

/** What stays the same from seed to seed. */
export interface Setting {
  readonly devnet: Devnet;
  readonly schedules: WholeSchedules;
  readonly lines: readonly ToyLineOfProcess[];
  readonly published: readonly PublishedMemory[];
}

/** One process under one profile, and what is true of it. */
export interface ToyLineOfProcess {
  readonly name: string;
  readonly id: LineId;
  readonly processId: string;
  readonly profile: EvaluationProfile | undefined;
  readonly truth: Truth;
  /** Undefined where it has none. */
  readonly timers: Timers | undefined;
}

export function lineThatReads({ lines }: Pick<Setting, 'lines'>): ToyLineOfProcess {
  const line = lines.find(({ truth }) => truth.at(-1)?.hasRead.items);
  if (line === undefined) throw new RangeError('No process reads anything.');
  return line;
}

const otherProfile = withEnvironmentString(dockerProfile, '_', '/srv/another/cu');

/** Processes with duplicates, with assigned items, and with neither; the first of them under two profiles. */
const told = [
  { index: 2, profiles: [undefined, otherProfile] },
  { index: 3, profiles: [undefined] },
  { index: 1, profiles: [undefined] },
] as const;

/** Of which somebody has published a memory that never was, too. */
const lyingAbout = demoProcesses[1].name;

const publicFolder = new URL('../../../../public/', import.meta.url);
const loadPublic = (name: string) => new Uint8Array(readFileSync(new URL(name, publicFolder)));

export async function readSetting(): Promise<Setting> {
  const index = JSON.parse(decodeUtf8Lossy(loadPublic(archiveAssets.index))) as ArchiveIndex;
  const ticking = await signTickingProcess(index, index.modules[0]?.id ?? '');
  const reading = await signReadingProcess(index);
  const signed = [...ticking.items, ...reading.items];
  const openWith = (items: readonly DataItem[]) =>
    createDevnet({
      loadAsset: async (name) =>
        name === archiveAssets.items ? withItems(loadPublic(name), items) : loadPublic(name),
    });
  const devnet = openWith(signed);
  const published: PublishedMemory[] = [];
  const processes = [
    ...told.map(({ index: place, profiles }) => ({ ...demoProcesses[place], profiles })),
    { id: ticking.processId, name: 'Ticking', profiles: [undefined] },
    { id: reading.processId, name: 'Reading', profiles: [undefined] },
  ];
  const schedules = await readWholeSchedules(
    devnet,
    processes.map(({ id }) => id),
  );
  const lines: ToyLineOfProcess[] = [];
  for (const { id: processId, name, profiles } of processes) {
    const edges = schedules.get(processId) ?? [];
    const inputs = await readInputs(devnet, processId, edges.length - 1);
    const url = `${devnetOrigin('scheduler-unit')}/processes/${processId}?process-id=${processId}`;
    const process = decodeProcessJson(await (await devnet(new Request(url))).json());
    const readTicking = () => readTimers(index, edges.map(momentOf), { owner: ownerIn(inputs), processId });
    const timers = processId === ticking.processId ? readTicking() : undefined;
    const reads =
      processId === reading.processId ? await readReference(devnet, inputs, reading.tags) : undefined;
    const beside = { timers, reads };
    const nonce = Math.min(8, inputs.length - 1);
    const memory = memoryAt(inputs, nonce, beside);
    for (const told of name === lyingAbout ? [memory, changedMemory(memory)] : [memory]) {
      const isLie = told !== memory;
      published.push(await publishMemory(process, edges[nonce]?.node, told, { isLie }));
    }
    for (const profile of profiles) {
      lines.push({
        name: profile === undefined ? name : `${name} elsewhere`,
        id: await lineIdOf(process, profile),
        processId,
        profile,
        truth: evaluateAlone(inputs, profile ?? dockerProfile, beside),
        timers,
      });
    }
  }
  const items = [...signed, ...published.map(({ item }) => item)];
  return { devnet: openWith(items), schedules, lines, published };
}

/** What the module is told of whose process it is: timers say the same (legacynet.md §7.3). */
function ownerIn([first]: Inputs): string {
  return (JSON.parse(decodeUtf8Lossy(first ?? new Uint8Array(0))) as { readonly Owner: string }).Owner;
}

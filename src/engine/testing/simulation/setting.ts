import { readFileSync } from 'node:fs';
import { createDevnet, type Devnet } from '../../../devnet/devnet.ts';
import { devnetOrigin } from '../../../devnet/hosts.ts';
import { demoNetwork } from '../../../devnet/network.ts';
import { demoProcesses } from '../../../devnet/processes.ts';
import { dockerProfile, type EvaluationProfile, withEnvironmentString } from '../../../evaluation/profile.ts';
import { decodeProcessJson } from '../../../protocol/scheduleJson.ts';
import type { Network } from '../../../sources/network.ts';
import type { LineId } from '../../../storage/line.ts';
import { lineIdOf } from '../../process/prepareProcess.ts';
import { readWholeSchedules, type WholeSchedules } from './growingSchedules.ts';
import { evaluateAlone, readInputs, type Truth } from './truth.ts';

/** Without compute units: what a toy comes to is not what they say. */
export const network: Network = { ...demoNetwork, computeUnits: [] };

/** What stays the same from seed to seed. */
export interface Setting {
  readonly devnet: Devnet;
  readonly schedules: WholeSchedules;
  readonly lines: readonly ToyLineOfProcess[];
}

/** One process under one profile, and what is true of it. */
export interface ToyLineOfProcess {
  readonly name: string;
  readonly id: LineId;
  readonly processId: string;
  readonly profile: EvaluationProfile | undefined;
  readonly truth: Truth;
}

const otherProfile = withEnvironmentString(dockerProfile, '_', '/srv/another/cu');

/** Processes with duplicates, with assigned items, and with neither; the first of them under two profiles. */
const told = [
  { index: 2, profiles: [undefined, otherProfile] },
  { index: 3, profiles: [undefined] },
  { index: 1, profiles: [undefined] },
] as const;

const publicFolder = new URL('../../../../public/', import.meta.url);

export async function readSetting(): Promise<Setting> {
  const devnet = createDevnet({
    loadAsset: async (name) => new Uint8Array(readFileSync(new URL(name, publicFolder))),
  });
  const lines: ToyLineOfProcess[] = [];
  const schedules = await readWholeSchedules(
    devnet,
    told.map(({ index }) => demoProcesses[index].id),
  );
  for (const { index, profiles } of told) {
    const { id: processId, name } = demoProcesses[index];
    const lastNonce = (schedules.get(processId)?.length ?? 0) - 1;
    const inputs = await readInputs(devnet, processId, lastNonce);
    const url = `${devnetOrigin('scheduler-unit')}/processes/${processId}?process-id=${processId}`;
    const process = decodeProcessJson(await (await devnet(new Request(url))).json());
    for (const profile of profiles) {
      lines.push({
        name: profile === undefined ? name : `${name} elsewhere`,
        id: await lineIdOf(process, profile),
        processId,
        profile,
        truth: evaluateAlone(inputs, profile ?? dockerProfile),
      });
    }
  }
  return { devnet, schedules, lines };
}

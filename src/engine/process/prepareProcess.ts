import type { Abortable } from '../../base/abort.ts';
import type { EvaluatorOptions } from '../../evaluation/evaluator.ts';
import { dockerProfile, type EvaluationProfile } from '../../evaluation/profile.ts';
import { decodeModule } from '../../protocol/module.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { encodeEnvironment, encodeProcessMessage, type WasmMessage } from '../../protocol/wasmMessage.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import { hashLine, type LineId } from '../../storage/line.ts';
import type { Store } from '../../storage/store.ts';
import { isToldAs, type Spawn } from '../../verification/spawn.ts';
import { held, statusOf, type Tally } from '../../verification/tally.ts';
import type { JobPhase } from '../api.ts';
import { createDrive, type Drive, hasDrive } from '../drive/drive.ts';
import type { NetworkSources } from '../networkSources.ts';
import type { ExactItems } from '../replay/exactItems.ts';
import { findModule } from './findModule.ts';
import { type FoundProcess, findProcess, saveProcess } from './findProcess.ts';
import { findSpawn } from './findSpawn.ts';
import type { ModuleCache } from './moduleCache.ts';

/** The first message of a process whose schedule does not begin with itself: it is made up (legacynet.md §4.4). */
export interface ProcessMessage {
  readonly input: WasmMessage;
  /** Whether the scheduler signed what it tells of the spawn. */
  readonly spawn: Tally;
}

/** Everything about a process that does not depend on its messages: verified, and ready to run. */
export interface PreparedProcess {
  readonly process: AoProcess;
  readonly lineId: LineId;
  /** The published checkpoint that its line begins with; undefined: it begins with the first message. */
  readonly startId: string | undefined;
  readonly evaluator: Omit<EvaluatorOptions, 'restore'>;
  /** Undefined where the reference attaches none to such a module. */
  readonly drive: Drive | undefined;
  readonly tallies: readonly Tally[];
  readonly unit: () => Promise<SchedulerUnit>;
  readonly processMessage: () => Promise<ProcessMessage>;
  /** The same; where nobody shows that the scheduler signed what is kept of the spawn, its unit is asked once more, and what that tells is kept if it was signed. */
  readonly processMessageAnew: () => Promise<ProcessMessage>;
  /** Whether the process is kept by now as it was spawned by what its scheduler signed; its unit is asked once more where it was not. */
  readonly isSpawnedBy: (signed: Spawn) => Promise<boolean>;
}

export interface PrepareOptions extends Abortable {
  readonly processId: string;
  readonly profile: EvaluationProfile | undefined;
  /** The published checkpoint to begin with. */
  readonly startId?: string | undefined;
  readonly sources: NetworkSources;
  readonly store: Store;
  readonly exactItems: ExactItems;
  readonly modules: ModuleCache;
  readonly onPhase: (phase: JobPhase) => void;
  /** The process is known, and verified; its module is not yet. */
  readonly onProcess?: (found: FoundProcess) => void;
  readonly onNotice: (sentence: string) => void;
  readonly onTallies: (tallies: readonly Tally[]) => void;
}

/** Rises when a mistake in our evaluation, in what we believe of its input, or in saving what it came to, is mended: states from before are then not resumed from. */
const evaluatorRevision = 11;
/** Of processes with timers, which some mistakes were about alone. */
const timersRevision = 11;

/** Which revision of our evaluator a process's states are of. */
export function revisionFor({ tags }: Pick<AoProcess, 'tags'>): number {
  return tags.some(({ name }) => name === 'Cron-Interval') ? timersRevision : evaluatorRevision;
}

/**
 * The line that a process's saved states and results belong to.
 * @param startId the published checkpoint that it begins with, so that what rests on another's word never meets what does not
 */
export function lineIdOf(
  process: AoProcess,
  profile: EvaluationProfile = dockerProfile,
  startId?: string,
): Promise<LineId> {
  return hashLine({
    processId: process.id,
    moduleId: process.moduleId,
    profileJson: JSON.stringify({ evaluatorRevision: revisionFor(process), profile, startId }),
  });
}

/** Another profile than the usual one may lead to another state, so the ledger names it. */
function profileTallies(profile: EvaluationProfile): readonly Tally[] {
  const chosen = JSON.stringify(profile);
  if (chosen === JSON.stringify(dockerProfile)) return [];
  const strings = profile.environmentStrings.filter(
    (text) => !dockerProfile.environmentStrings.includes(text),
  );
  const clock =
    profile.firstClockTick === dockerProfile.firstClockTick ? [] : [`clock ${profile.firstClockTick}`];
  const shown = [...strings, ...clock].join(', ') || chosen;
  const reason = `The module saw ${shown} in place of what the reference’s official image shows it; compute units of that image may come to another state.`;
  return [held('evaluation-profile', 'this browser', { reason })];
}

/**
 * The process with the time and height of its spawn, which its first message tells the module: a gateway, which it may have come from, knows neither.
 * @throws SourceError `not-found` where the scheduler unit does not tell them
 */
async function withSpawn({ process, unit }: FoundProcess, options: Abortable): Promise<AoProcess> {
  if (process.timestampMs > 0) return process;
  const { blockHeight, timestampMs } = await (await unit()).fetchProcess(process.id, options);
  return { ...process, blockHeight, timestampMs };
}

/** @throws what `findProcess`, `findModule`, `decodeModule` and `compileModule` throw */
export async function prepareProcess(options: PrepareOptions): Promise<PreparedProcess> {
  const { sources, store, exactItems, modules, signal, onPhase, onNotice, onTallies } = options;
  onPhase('fetching-process');
  const foundProcess = await findProcess(options.processId, sources, store, exactItems, { signal });
  const { process, tally, exact, unit } = foundProcess;
  options.onProcess?.(foundProcess);
  onTallies([tally]);
  onPhase('fetching-module');
  const found = await findModule(process.moduleId, sources, store, { signal });
  const profile = options.profile ?? dockerProfile;
  const tallies = [tally, found.tally, ...profileTallies(profile)];
  onTallies(tallies);
  const module = decodeModule(found.transaction, process.tags);
  const isVerified = statusOf(found.tally) === 'holds';
  const { gateway } = sources;
  const drive = hasDrive(module) ? createDrive({ process, module, gateway, store, signal }) : undefined;
  return {
    process,
    tallies,
    drive,
    unit,
    lineId: await lineIdOf(process, profile, options.startId),
    startId: options.startId,
    evaluator: {
      module: await modules.compile(module, found.bytes, { store, onNotice, isVerified }),
      format: module.format,
      environmentJson: encodeEnvironment(process, module),
      profile,
      computeLimit: module.computeLimit,
      ...(drive === undefined ? {} : { drive: drive.door }),
    },
    processMessage: () => tellSpawn(false),
    processMessageAnew: () => tellSpawn(true),
    isSpawnedBy,
  };

  async function tellSpawn(anew: boolean): Promise<ProcessMessage> {
    const told = await withSpawn(foundProcess, { signal });
    const finding = findSpawn(told, { gateway, store, signal });
    finding.catch(() => undefined);
    const data = exact?.data ?? (await gateway.fetchRaw(process.id, { signal }));
    // A byte order mark goes, as where the reference reads a response as text.
    const text = new TextDecoder().decode(data);
    const spawn = await finding;
    const signed = anew && statusOf(spawn) !== 'holds' ? await signedByNow(told) : undefined;
    return signed === undefined
      ? { input: encodeProcessMessage(told, text), spawn }
      : { input: encodeProcessMessage(signed.process, text), spawn: signed.spawn };
  }

  /** What the scheduler unit tells of the spawn by now, where that is something else than what was kept, and was signed. */
  async function signedByNow(kept: AoProcess) {
    const told = await toldByNow(kept);
    if (told === undefined) return undefined;
    const spawn = await findSpawn(told, { gateway, store, signal });
    // What begins anew begins with what is kept.
    return statusOf(spawn) === 'holds' && (await saveProcess(store, told))
      ? { process: told, spawn }
      : undefined;
  }

  /** The process as its scheduler unit tells it now, where it was kept, and told otherwise. */
  async function toldByNow(kept: AoProcess): Promise<AoProcess | undefined> {
    if (foundProcess.isFresh) return undefined;
    const { blockHeight, timestampMs } = await (await foundProcess.unit()).fetchProcess(kept.id, { signal });
    const told = { ...kept, blockHeight, timestampMs };
    return isToldAs(kept, told) ? undefined : told;
  }

  async function isSpawnedBy(signed: Spawn): Promise<boolean> {
    if (isToldAs(process, signed)) return true;
    const told = await toldByNow(process);
    return told !== undefined && isToldAs(told, signed) && (await saveProcess(store, told));
  }
}

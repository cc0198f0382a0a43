import type { EngineApi, JobId, JobRequest, JobSnapshot } from '../../api.ts';
import { createDisk, type Disk } from './disk.ts';
import { createGrowingSchedules, type GrowingSchedules } from './growingSchedules.ts';
import { createInternet, type Internet } from './internet.ts';
import { createRandom, type Random } from './random.ts';
import type { Setting, ToyLineOfProcess } from './setting.ts';
import { createSharedLocks, type SharedLocks } from './sharedLocks.ts';
import type { SimulatedThread } from './thread.ts';

/** One tab: a whole engine, with everything that a browser gives it. */
export interface Tab {
  readonly name: string;
  readonly isAlive: boolean;
  readonly engine: EngineApi;
  /** Those that were started in it. */
  readonly jobs: TabJob[];
  /** Everything in memory is gone, at once; what was committed stays. */
  kill(): void;
}

export interface TabJob {
  readonly jobId: JobId;
  readonly request: JobRequest;
  readonly line: ToyLineOfProcess;
  /** Its newest. */
  snapshot: JobSnapshot | undefined;
}

/** A process as it left this browser. */
export interface ExportedFile {
  readonly line: ToyLineOfProcess;
  readonly file: Blob;
  readonly entryCount: number;
  /** Null: none is in it. */
  readonly checkpointNonce: number | null;
}

/** One browser, its user and the servers that it talks to. */
export interface World {
  readonly setting: Setting;
  readonly random: Random;
  readonly schedules: GrowingSchedules;
  readonly internet: Internet;
  readonly disk: Disk;
  /** How far the device's clock is off. */
  readonly clock: { offMs: number };
  readonly locks: SharedLocks;
  /** Those that are open. */
  readonly tabs: Tab[];
  readonly threads: { readonly evaluators: Set<SimulatedThread>; readonly verifiers: Set<SimulatedThread> };
  /** Where tabs hear each other. */
  readonly channels: Set<(data: unknown) => void>;
  /** What was exported so far. */
  readonly files: ExportedFile[];
  /** The last nonce that a tab has said to be saved, by line name; gone where it may have been let go since. */
  readonly promised: Map<string, number>;
  /** Names of lines of which not all may be there any more: somebody deleted it, made room with it, or damaged it. */
  readonly lossy: Set<string>;
  /** Since when nothing is wrong any more. */
  wellSinceMs: number;
  /** Names of happenings. */
  readonly happened: Set<string>;
  /** What happened, for whoever reads of a violation. */
  readonly story: string[];
  tell(sentence: string): void;
  /** What must not be. The simulation ends at the first. */
  readonly violations: string[];
}

export function createWorld(setting: Setting, seed: number): World {
  const random = createRandom(seed);
  const schedules = createGrowingSchedules(setting.schedules, random.between(1, 40));
  const story: string[] = [];
  const startMs = Date.now();
  return {
    setting,
    random,
    schedules,
    internet: createInternet(setting.devnet, schedules, random),
    disk: createDisk(random),
    clock: { offMs: 0 },
    locks: createSharedLocks(),
    tabs: [],
    threads: { evaluators: new Set(), verifiers: new Set() },
    channels: new Set(),
    files: [],
    promised: new Map(),
    lossy: new Set(),
    wellSinceMs: Number.POSITIVE_INFINITY,
    happened: new Set(),
    story,
    tell: (sentence) => story.push(`${((Date.now() - startMs) / 1000).toFixed(1)} s: ${sentence}`),
    violations: [],
  };
}

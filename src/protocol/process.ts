import type { Address, ModuleId, ProcessId } from './ids.ts';
import type { SchedulerItem } from './message.ts';
import type { Tags } from './tags.ts';

/** A process as its scheduler unit describes it (legacynet.md §1.4), tags interpreted by legacynet.md §3.1. */
export interface AoProcess {
  readonly id: ProcessId;
  readonly item: SchedulerItem<ProcessId>;
  readonly owner: Address;
  readonly tags: Tags;
  readonly moduleId: ModuleId;
  /** Value of the `Scheduler` tag: the address whose signature assignments must carry. */
  readonly scheduler: string | undefined;
  /** Spawn block height and time as the scheduler unit says: the origin of cron (legacynet.md §7). */
  readonly blockHeight: number;
  readonly timestampMs: number;
}

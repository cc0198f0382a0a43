import type { Brand } from '../base/brand.ts';

/**
 * One call of a module's `handle`: the exact JSON text of its first argument (legacynet.md §4.1) and what the host needs beside it.
 * Made only by the encoders of this file, which take an `AuthenticMessage`, or say by name what they take instead.
 */
export type WasmMessage = Brand<WasmMessageFields, 'WasmMessage'>;

export interface WasmMessageFields {
  readonly kind: 'scheduled' | 'process' | 'cron' | 'dry-run';
  readonly json: string;
  /** `Block-Height` of the message; WeaveDrive reads it. */
  readonly blockHeight: number;
}

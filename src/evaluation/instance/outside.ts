import type { HostState } from '../evaluator.ts';
import type { GlobalValues } from './moduleSide.ts';

/** What an instance has outside its memory. */
export interface Outside {
  readonly host: HostState;
  readonly globals: GlobalValues;
}

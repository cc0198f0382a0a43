import type { World } from '../world.ts';

/** Something that happens once, or begins. To add one: a name, how often it is drawn beside the others, and what it does. Of ten seeds in a row, one has it
 * whatever is drawn. */
export interface Happening {
  readonly name: string;
  readonly weight: number;
  /** Whether there is anything for it to happen to; absent: always. */
  isPossible?(world: World): boolean;
  /** @returns what ends it, where it lasts */
  happen(world: World): undefined | (() => void) | Promise<void>;
}

import type { World } from '../world.ts';

/** Something that happens once, or begins. To add one: a name, how often it is drawn beside the others, and what it does. */
export interface Happening {
  readonly name: string;
  readonly weight: number;
  /** @returns what ends it, where it lasts */
  happen(world: World): undefined | (() => void) | Promise<void>;
}

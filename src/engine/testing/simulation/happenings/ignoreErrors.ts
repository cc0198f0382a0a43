import type { World } from '../world.ts';

/** A question may fail while things are wrong, but only on purpose. */
export function ignoreErrors(world: World, asking: Promise<unknown>): void {
  asking.catch((error: unknown) => {
    const { layer } = error as { readonly layer?: string };
    if (layer === undefined) world.violations.push(`A question failed without meaning to: ${String(error)}`);
  });
}

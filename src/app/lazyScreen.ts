import { type AsyncRouteComponent, lazyRouteComponent } from '@tanstack/react-router';
import { delay } from '../base/abort.ts';
import { SourceError } from '../base/errors.ts';

const screens: (() => Promise<unknown>)[] = [];

/**
 * A screen whose code comes when it is first needed, or with `bringScreens`. Where it cannot be had the screen throws `SourceError` `screen-missing`,
 * and asks anew when it is loaded again. The router by itself would take that for a newer version of the app and reload the page: that ends all
 * evaluations, and offline leaves nothing in their place.
 */
export function lazyScreen<Name extends string>(
  load: () => Promise<Readonly<Record<Name, () => React.ReactNode>>>,
  name: Name,
): AsyncRouteComponent<object> {
  const bring = () =>
    load().catch((cause: unknown) => {
      throw new SourceError('screen-missing', 'The code of this page could not be fetched.', { cause });
    });
  screens.push(bring);
  return lazyRouteComponent(bring, name);
}

/** What is asked first is under way by then. */
const bringAfterMs = 2000;

/**
 * Has the code of every screen at hand soon, so that what was evaluated stays readable when the network goes; again when it has come back.
 * Resolves when each has been asked for once.
 */
export async function bringScreens(): Promise<void> {
  addEventListener('online', () => void bringAll());
  await delay(bringAfterMs);
  await bringAll();
}

/** One by one, to be in nobody's way. What cannot be brought now is asked for again where it is needed. */
async function bringAll(): Promise<void> {
  for (const bring of screens) await bring().catch(() => undefined);
}

import type { Store } from '../../storage/store.ts';
import type { EngineContext } from '../context.ts';

type OpenStore = EngineContext['openStore'];

/**
 * Begins to open a store now, for whoever asks for one first: that comes as soon as the page has loaded, and opening takes as long as
 * fetching what it asks about. One that the browser takes away before anybody has asked is given to nobody; who asks then has another opened.
 */
export function openEarly(open: OpenStore): OpenStore {
  let tellTaker: () => void = () => undefined;
  let early: Promise<Store> | undefined = open(() => {
    early = undefined;
    tellTaker();
  });
  // Told to whoever asks for it first.
  early.catch(() => undefined);
  return (onLost) => {
    const taken = early;
    early = undefined;
    if (taken === undefined) return open(onLost);
    tellTaker = onLost;
    return taken;
  };
}

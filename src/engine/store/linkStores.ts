import { setNewest } from '../../base/newest.ts';
import type { Network } from '../../sources/network.ts';
import { encodeNetworkLink } from '../../sources/networkCodec.ts';
import type { EngineContext } from '../context.ts';
import type { SparingStore } from './sparingStore.ts';
import type { OpenedStore } from './storeOpening.ts';
import { tracelessStore } from './tracelessStore.ts';

export interface LinkStores {
  /** What is remembered, as long as the tab lives, of what this network's servers told. */
  open(network: Network): OpenedStore;
  /** As `Store.deleteProcess`, of all of them. */
  deleteProcess(processId: string): Promise<void>;
}

/** Each may hold a good part of what a tab has. */
const mostStores = 2;

const problem =
  'Nothing is being saved: this link names servers that are not among yours, and what they tell stays in this tab. A network that is added in Settings is saved.';

/**
 * Stores for networks that came in links. Much of what is kept of a process is a server's word: blocks that timers count by, entries whose signature cannot be checked.
 * It is kept by process, and would be what the reader sees of it, and goes on from, on their own network, too.
 */
export function createLinkStores(context: Pick<EngineContext, 'openMemoryStore'>): LinkStores {
  const stores = new Map<string, SparingStore>();
  return {
    open(network) {
      const net = encodeNetworkLink(network, []);
      const store = stores.get(net) ?? tracelessStore(context);
      setNewest(stores, net, store, mostStores);
      return { store, problem };
    },
    async deleteProcess(processId) {
      for (const store of stores.values()) await store.deleteProcess(processId);
    },
  };
}

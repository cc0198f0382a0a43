import type { EngineApi, Network, ReplayRequest } from '../../engine/api.ts';
import type { JobStore } from '../jobs/jobStore.ts';
import { networkOfLink } from '../networks.ts';
import { profileOf } from '../profile.ts';
import type { SettingsStore } from '../settings/settingsStore.ts';
import { createFollower } from './follower.ts';
import { createFollowStore, type FollowStore } from './followStore.ts';
import { createKeptFollows, type Follow } from './keptFollows.ts';
import { createTabTurn } from './tabTurn.ts';

export interface FollowParts {
  readonly engine: EngineApi;
  readonly jobs: JobStore;
  readonly settings: SettingsStore;
  readonly networks: readonly Network[];
}

/** The processes that this browser is to keep up with, over the browser's own storage, locks and events. */
export function openFollows({ engine, jobs, settings, networks }: FollowParts): FollowStore {
  const requestOf = ({ processId, net, programPath }: Follow): ReplayRequest | undefined => {
    const choice = networkOfLink(net, networks, settings.read());
    if (choice.kind === 'wrong') return undefined;
    const profile = profileOf(programPath);
    return { kind: 'replay', network: choice.network, processId, ...(profile !== undefined && { profile }) };
  };
  const { locks }: { readonly locks?: LockManager } = navigator;
  const follows = createFollowStore({
    kept: createKeptFollows({ list: () => localStorage, session: () => sessionStorage, page: window }),
    turn: createTabTurn(locks),
    createFollower: (onChange) =>
      createFollower({ engine, jobs, onChange, isOffline: () => !navigator.onLine }),
    requestOf,
  });
  addEventListener('online', () => follows.hurry());
  // A hidden page's timers are throttled, a frozen one's stand still.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') follows.hurry();
  });
  return follows;
}

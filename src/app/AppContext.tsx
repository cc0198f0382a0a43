import { createContext, use, useSyncExternalStore } from 'react';
import type { EngineApi, JobRequest, Lie, Network } from '../engine/api.ts';
import type { FollowStore } from './follow/followStore.ts';
import type { JobStore } from './jobs/jobStore.ts';
import type { OfflineCopyStore } from './offline/offlineCopy.ts';
import type { Settings, SettingsStore } from './settings/settingsStore.ts';

/** A process of the demo network that the first screen offers. */
export interface Example {
  readonly title: string;
  readonly description: string;
  readonly processId: string;
  /** Present where the example is a balance. */
  readonly wallet: string | null;
  readonly networkId: string;
}

/** A network of which one server lies, and the question that brings it out. */
export interface LieChoice {
  readonly lie: Lie;
  /** Work from nothing: what is kept here would make the server's answer unnecessary. */
  readonly request: JobRequest;
  /** The network, as links carry it. */
  readonly net: string;
}

/** What the page is built with; the only way in for the outside world. */
export interface AppParts {
  readonly engine: EngineApi;
  /** Resolves with a sentence when the engine's thread is gone. */
  readonly engineClosed: Promise<string>;
  readonly networks: readonly Network[];
  readonly examples: readonly Example[];
  readonly lies: readonly LieChoice[];
}

export interface AppContextValue extends AppParts {
  readonly jobs: JobStore;
  readonly follows: FollowStore;
  readonly settings: SettingsStore;
  readonly offlineCopy: OfflineCopyStore;
}

const AppContext = createContext<AppContextValue | null>(null);
export const AppContextProvider = AppContext.Provider;

export function useApp(): AppContextValue {
  const value = use(AppContext);
  if (value === null) throw new Error('useApp is called outside AppContextProvider.');
  return value;
}

export function useSettings(): Settings {
  const { settings } = useApp();
  return useSyncExternalStore(settings.subscribe, settings.read);
}

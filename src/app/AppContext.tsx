import { createContext, use, useSyncExternalStore } from 'react';
import type { EngineApi, Network } from '../engine/api.ts';
import type { JobStore } from './jobs/jobStore.ts';
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

/** A network of which one server lies, for trying. */
export interface LieChoice {
  readonly name: string;
  /** Which kind of server lies, as a word. */
  readonly unit: string;
  readonly title: string;
  readonly explanation: string;
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
  readonly settings: SettingsStore;
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

import * as v from 'valibot';
import { decodeNetwork, type Network } from '../../engine/api.ts';

export type Theme = 'system' | 'light' | 'dark';

/** What a person has chosen, kept in `localStorage` where the browser allows it. */
export interface Settings {
  readonly theme: Theme;
  /** The network that links without `net` use. */
  readonly networkId: string;
  readonly customNetworks: readonly Network[];
  /** A message that runs longer is given up. */
  readonly watchdogSeconds: number;
  /** Value of the environment string `_` that modules see where a link does not say; empty: the official image's. */
  readonly programPath: string;
  /** The app itself is kept in this browser, so that it opens without a network. */
  readonly keepsApp: boolean;
}

export const watchdogLimits = { least: 1, most: 3600, usual: 120 } as const;

export interface SettingsStore {
  read(): Settings;
  subscribe(listener: () => void): () => void;
  change(change: Partial<Settings>): void;
}

const storageKey = 'selfsame.settings';
const schema = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  networkId: v.fallback(v.string(), 'demo'),
  customNetworks: v.fallback(v.array(v.unknown()), []),
  watchdogSeconds: v.fallback(
    v.pipe(v.number(), v.minValue(watchdogLimits.least), v.maxValue(watchdogLimits.most)),
    watchdogLimits.usual,
  ),
  programPath: v.fallback(v.pipe(v.string(), v.maxLength(1000)), ''),
  keepsApp: v.fallback(v.boolean(), true),
});

const defaults: Settings = {
  theme: 'system',
  networkId: 'demo',
  customNetworks: [],
  watchdogSeconds: watchdogLimits.usual,
  programPath: '',
  keepsApp: true,
};

/**
 * One for the page. Without storage (private windows may refuse it) choices last as long as the page.
 * @param page where other tabs' changes are told (`storage`): followed, or this one's next change would undo them
 */
export function createSettingsStore(storage: () => Storage, page?: EventTarget): SettingsStore {
  let settings = load(storage);
  const listeners = new Set<() => void>();
  const adopt = (next: Settings) => {
    settings = next;
    for (const listener of listeners) listener();
  };
  page?.addEventListener('storage', (event) => {
    // Null: all of the origin's was cleared.
    if ('key' in event && (event.key === storageKey || event.key === null)) adopt(load(storage));
  });
  return {
    read: () => settings,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change(change) {
      const next = { ...settings, ...change };
      save(storage, next);
      adopt(next);
    },
  };
}

function load(storage: () => Storage): Settings {
  try {
    const parsed = v.safeParse(schema, JSON.parse(storage().getItem(storageKey) ?? '{}'));
    return parsed.success
      ? { ...parsed.output, customNetworks: parsed.output.customNetworks.flatMap(readableNetwork) }
      : defaults;
  } catch {
    return defaults;
  }
}

/** An earlier version of the app, or another page of the same origin, may have written what we would not. */
function readableNetwork(value: unknown): readonly Network[] {
  try {
    return [decodeNetwork(value)];
  } catch {
    return [];
  }
}

function save(storage: () => Storage, settings: Settings): void {
  try {
    storage().setItem(storageKey, JSON.stringify(settings));
  } catch {
    // Refused or full: the choice holds until the page closes.
  }
}

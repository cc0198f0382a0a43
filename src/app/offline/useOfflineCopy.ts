import { useSyncExternalStore } from 'react';
import { useApp } from '../AppContext.tsx';
import type { OfflineCopy, OfflineCopyStore } from './offlineCopy.ts';

export function useOfflineCopy(): { readonly copy: OfflineCopy; readonly store: OfflineCopyStore } {
  const { offlineCopy: store } = useApp();
  return { copy: useSyncExternalStore(store.subscribe, store.read), store };
}

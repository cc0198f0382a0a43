import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { AppContextProvider, type AppContextValue, type AppParts } from './AppContext.tsx';
import { openFollows } from './follow/openFollows.ts';
import { createJobStore } from './jobs/jobStore.ts';
import { createPatience } from './jobs/patience.ts';
import { bringScreens } from './lazyScreen.ts';
import { openOfflineCopy } from './offline/openOfflineCopy.ts';
import { whenQuiet } from './offline/whenQuiet.ts';
import { processKey, storageKey } from './queries.ts';
import { createAppRouter } from './routes.tsx';
import { createSettingsStore } from './settings/settingsStore.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/page.css';
import './styles/print.css';

/** The whole page, over an engine. */
export function App(parts: AppParts) {
  const [state] = useState(() => {
    const queries = createQueryClient();
    const context = createContextValue(parts, queries);
    const router = createAppRouter(context);
    void prepareForOffline(context);
    return { context, router, queries };
  });
  return (
    <AppContextProvider value={state.context}>
      <QueryClientProvider client={state.queries}>
        <RouterProvider router={state.router} />
      </QueryClientProvider>
    </AppContextProvider>
  );
}

function createContextValue(parts: AppParts, queries: QueryClient): AppContextValue {
  const settings = createSettingsStore(() => localStorage, window);
  const jobs = createJobStore(parts.engine, {
    limits: () => ({ watchdogMs: settings.read().watchdogSeconds * 1000 }),
    onSettled: (processId) => {
      void queries.invalidateQueries({ queryKey: processKey(processId) });
      void queries.invalidateQueries({ queryKey: storageKey });
    },
    patience: createPatience({ isOffline: () => !navigator.onLine }),
    whenOnline: (listener) => addEventListener('online', listener),
  });
  const follows = openFollows({ ...parts, jobs, settings });
  return { ...parts, jobs, follows, settings, offlineCopy: openOfflineCopy(jobs, settings) };
}

/** In nobody's way: first what was asked, then the screens, then a copy of all for the next visit. */
async function prepareForOffline({ jobs, offlineCopy }: AppContextValue): Promise<void> {
  await bringScreens();
  await whenQuiet(jobs);
  await offlineCopy.begin();
}

function createQueryClient(): QueryClient {
  // The engine retries where that makes sense, and answers from storage where there is no network.
  return new QueryClient({
    defaultOptions: { queries: { retry: false, networkMode: 'always', refetchOnWindowFocus: false } },
  });
}

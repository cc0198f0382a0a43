import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { AppContextProvider, type AppContextValue, type AppParts } from './AppContext.tsx';
import { createJobStore } from './jobs/jobStore.ts';
import { createAppRouter } from './routes.tsx';
import { createSettingsStore } from './settings/settingsStore.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/page.css';

/** The whole page, over an engine. */
export function App(parts: AppParts) {
  const [state] = useState(() => {
    const context = createContextValue(parts);
    return { context, router: createAppRouter(context), queries: createQueryClient() };
  });
  return (
    <AppContextProvider value={state.context}>
      <QueryClientProvider client={state.queries}>
        <RouterProvider router={state.router} />
      </QueryClientProvider>
    </AppContextProvider>
  );
}

function createContextValue(parts: AppParts): AppContextValue {
  const settings = createSettingsStore(() => localStorage, window);
  const limits = () => ({ watchdogMs: settings.read().watchdogSeconds * 1000 });
  return { ...parts, jobs: createJobStore(parts.engine, limits), settings };
}

function createQueryClient(): QueryClient {
  // The engine retries where that makes sense, and answers from storage where there is no network.
  return new QueryClient({
    defaultOptions: { queries: { retry: false, networkMode: 'always', refetchOnWindowFocus: false } },
  });
}

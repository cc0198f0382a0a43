import {
  createHashHistory,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  retainSearchParams,
} from '@tanstack/react-router';
import type { AppContextValue } from './AppContext.tsx';
import { startAsked } from './balance/startAsked.ts';
import { HomeScreen } from './home/HomeScreen.tsx';
import { lazyScreen } from './lazyScreen.ts';
import {
  askSearch,
  balanceSearch,
  compareSearch,
  messageSearch,
  networkSearch,
  parseSearch,
  processSearch,
  stringifySearch,
  verifySearch,
} from './search.ts';
import { NotFound } from './shell/NotFound.tsx';
import { ScreenError } from './shell/ScreenError.tsx';
import { Shell } from './shell/Shell.tsx';

/*
 * Screens say what they return. Were that inferred, the router's type would depend on what its own hooks return in them, and all parameters
 * would be `any` without a word.
 */
const rootRoute = createRootRouteWithContext<AppContextValue>()({
  component: Shell,
  notFoundComponent: NotFound,
});

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: networkSearch,
  component: HomeScreen,
});

/** Whoever follows a balance to its process, and on to a message, goes on looking at the same evaluation. */
const withProfile = { middlewares: [retainSearchParams<{ profile?: string | undefined }>(['profile'])] };

const balanceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/balance',
  validateSearch: balanceSearch,
  search: withProfile,
  loaderDeps: ({ search }) => search,
  loader({ context, deps, preload }) {
    // A link that is only pointed at has asked for nothing.
    if (!preload) startAsked(context, deps);
  },
  component: lazyScreen(() => import('./balance/BalanceScreen.tsx'), 'BalanceScreen'),
});

const processRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/process/$processId',
  validateSearch: processSearch,
  search: withProfile,
  component: lazyScreen(() => import('./process/ProcessScreen.tsx'), 'ProcessScreen'),
});

const messageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/process/$processId/message/$nonce',
  validateSearch: messageSearch,
  search: withProfile,
  component: lazyScreen(() => import('./message/MessageScreen.tsx'), 'MessageScreen'),
});

const askRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/process/$processId/ask',
  validateSearch: askSearch,
  search: withProfile,
  component: lazyScreen(() => import('./ask/AskScreen.tsx'), 'AskScreen'),
});

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/process/$processId/compare/$nonce',
  validateSearch: compareSearch,
  search: withProfile,
  component: lazyScreen(() => import('./compare/CompareScreen.tsx'), 'CompareScreen'),
});

const liarsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/liars',
  validateSearch: networkSearch,
  component: lazyScreen(() => import('./liars/LiarsScreen.tsx'), 'LiarsScreen'),
});

const verifyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/verify/$code',
  validateSearch: verifySearch,
  component: lazyScreen(() => import('./verify/VerifyScreen.tsx'), 'VerifyScreen'),
});

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  validateSearch: networkSearch,
  component: lazyScreen(() => import('./settings/SettingsScreen.tsx'), 'SettingsScreen'),
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  balanceRoute,
  processRoute,
  messageRoute,
  askRoute,
  compareRoute,
  liarsRoute,
  verifyRoute,
  settingsRoute,
]);

/** Hash history: an Arweave gateway serves one file below a path of its own choice. Loading begins here, before anything is rendered. */
export function createAppRouter(context: AppContextValue) {
  const router = createRouter({
    routeTree,
    context,
    history: createHashHistory(),
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultErrorComponent: ScreenError,
    scrollRestoration: true,
  });
  void router.load();
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

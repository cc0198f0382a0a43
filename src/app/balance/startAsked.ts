import type { AppContextValue } from '../AppContext.tsx';
import { jobKey } from '../jobs/jobStore.ts';
import { networkOfLink } from '../networks.ts';
import { programPathOf } from '../profile.ts';
import type { BalanceSearch } from '../search.ts';
import { askedFor } from './asked.ts';

/** Starts what a balance link asks for, while the screen that will show it is still being fetched. */
export function startAsked(
  { jobs, settings, networks }: Pick<AppContextValue, 'jobs' | 'settings' | 'networks'>,
  search: BalanceSearch,
): void {
  const chosen = settings.read();
  const choice = networkOfLink(search.net, networks, chosen);
  const asked = askedFor(choice, { ...search, profile: programPathOf(search.profile, chosen) });
  if (asked.kind === 'request' && jobs.read(jobKey(asked.request)).kind === 'idle') jobs.start(asked.request);
}

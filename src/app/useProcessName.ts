import { useQuery } from '@tanstack/react-query';
import { useApp } from './AppContext.tsx';
import { useChosenNetwork, useNetwork } from './networks.ts';
import { useProfile } from './profile.ts';
import { keptNameQuery, processQuery } from './queries.ts';

/** What a process calls itself, where a page of this visit has read it or this browser keeps it: no server is asked for it. */
export function useProcessName(processId: string): string | null {
  const { engine } = useApp();
  const choice = useNetwork();
  const chosen = useChosenNetwork();
  const profile = useProfile();
  const { network } = choice.kind === 'known' ? choice : chosen;
  const { data } = useQuery({ ...processQuery(engine, { network, processId, profile }), enabled: false });
  const { data: kept = null } = useQuery(keptNameQuery(engine, processId));
  return (choice.kind === 'known' ? data?.name : null) ?? kept;
}

import { useNetwork } from '../networks.ts';
import { profileOf, useProgramPath } from '../profile.ts';
import type { Follow } from './keptFollows.ts';

/** The process of the page in view, on its network and in its profile, as it would be kept up with. */
export function useFollowTarget(processId: string, name: string | null): Omit<Follow, 'stop'> {
  const { net } = useNetwork();
  const path = useProgramPath();
  // What names the usual profile is the usual profile.
  return {
    processId,
    net,
    programPath: path !== undefined && profileOf(path) !== undefined ? path : '',
    name,
  };
}

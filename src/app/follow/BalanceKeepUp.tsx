import type { BalanceRequest } from '../../engine/api.ts';
import { useJob } from '../jobs/useJob.ts';
import { useProcessName } from '../useProcessName.ts';
import { KeepUp } from './KeepUp.tsx';
import { followId } from './keptFollows.ts';
import { useBalanceKeptUp } from './useBalanceKeptUp.ts';
import { useFollowTarget } from './useFollowTarget.ts';

/** Beside a balance at the latest nonce: keeps up with its process, and shows what the wallet holds then. */
export function BalanceKeepUp({ request }: { readonly request: BalanceRequest }) {
  const { shown } = useJob(request);
  const answer = shown?.answer?.kind === 'balance' ? shown.answer : null;
  const known = useProcessName(request.processId);
  const target = useFollowTarget(request.processId, answer?.token.name ?? known);
  useBalanceKeptUp(request, followId(target));
  return <KeepUp {...target} />;
}

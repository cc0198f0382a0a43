import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { BalanceRequest } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { Id } from '../components/values/Id.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { RelativeTime } from '../components/values/RelativeTime.tsx';
import type { JobView } from '../jobs/jobView.ts';
import { useNetwork } from '../networks.ts';
import { checkpointsQuery } from '../queries.ts';
import { balanceLink } from '../url.ts';

interface CheckpointHintProps {
  readonly request: BalanceRequest;
  readonly view: JobView;
}

/** Shorter evaluations are over before anybody has read the offer. */
const worthOfferingMs = 20_000;

/** While a long process is replayed: a published checkpoint from which an answer comes sooner. */
export function CheckpointHint({ request, view }: CheckpointHintProps) {
  const { engine } = useApp();
  const { net } = useNetwork();
  const progress = view.kind === 'known' && view.snapshot.state === 'running' ? view.snapshot.progress : null;
  const isLong = (progress?.remainingMs ?? 0) >= worthOfferingMs && request.start === undefined;
  const { data = [] } = useQuery({ ...checkpointsQuery(engine, request), enabled: isLong });
  const { toNonce = Number.MAX_SAFE_INTEGER, processId, wallet } = request;
  const offer = data.find(({ nonce }) => nonce <= toNonce && nonce > (progress?.nonce ?? -1));
  if (!isLong || offer === undefined) return null;
  const { id, nonce, owner, timestampMs } = offer;
  return (
    <div className="note" role="note" data-checkpoint={id}>
      <Id id={owner} /> published this process’s memory at nonce <Nonce nonce={nonce} /> (
      <RelativeTime timestampMs={timestampMs} />
      ).{' '}
      <Link {...balanceLink({ processId, wallet, nonce: request.toNonce, net, start: id })}>
        Begin there for an answer now
      </Link>
      ; it rests on that owner’s word until the replay from the first message has confirmed it.
    </div>
  );
}

import { Link } from '@tanstack/react-router';
import type { BalanceRequest, ErrorReport, JobSnapshot } from '../../engine/api.ts';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { EvidenceBadge } from '../components/evidence/EvidenceBadge.tsx';
import { EvidenceLedger } from '../components/evidence/EvidenceLedger.tsx';
import { OtherNetworks } from '../components/OtherNetworks.tsx';
import { useNetwork } from '../networks.ts';
import { balanceLink, processLink, settingsLink } from '../url.ts';

interface BalanceFailureProps {
  readonly snapshot: JobSnapshot;
  readonly error: ErrorReport;
  readonly request: BalanceRequest;
  readonly onRetry: () => void;
}

/** No number is shown where a check fails: only why not, and everything that was checked before. */
export function BalanceFailure({ snapshot, error, request, onRetry }: BalanceFailureProps) {
  const { net } = useNetwork();
  const { processId } = request;
  // Beyond the schedule's end there is nothing to see.
  const nonce = error.details[error.code === 'nonce-not-reached' ? 'latestNonce' : 'nonce'];
  // No server has another answer to that.
  const isAboutTheId = error.code === 'no-balance' || error.code === 'not-a-process';
  return (
    <>
      {snapshot.facts.some(({ status }) => status === 'fails') ? (
        <p>
          <EvidenceBadge level="none" />
        </p>
      ) : null}
      <ErrorPanel error={error} onRetry={isAboutTheId ? undefined : onRetry} facts={snapshot.facts}>
        {typeof nonce === 'number' ? (
          <Link {...processLink({ processId, net, nonce })} className="button">
            See nonce {nonce} in the schedule
          </Link>
        ) : null}
        {request.start === undefined ? null : (
          <Link
            {...balanceLink({ processId, wallet: request.wallet, nonce: request.toNonce, net })}
            className="button"
          >
            Evaluate without the checkpoint
          </Link>
        )}
        {error.code === 'no-balance' ? (
          <Link {...processLink({ processId, net })} className="button">
            See its schedule
          </Link>
        ) : null}
        {error.code === 'not-found' ? (
          <OtherNetworks
            error={error}
            link={(other) =>
              balanceLink({ processId, wallet: request.wallet, nonce: request.toNonce, net: other })
            }
          />
        ) : null}
        {isAboutTheId ? null : (
          <Link {...settingsLink()} className="button">
            Change sources
          </Link>
        )}
      </ErrorPanel>
      {snapshot.facts.length === 0 ? null : <EvidenceLedger facts={snapshot.facts} />}
    </>
  );
}

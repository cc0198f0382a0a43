import type { JobProgress } from '../../../engine/api.ts';
import { formatCount } from '../../format.ts';
import './NonceScale.css';

/**
 * A ruler from the first message to the last one known: what was restored is hatched, what this run evaluated is solid,
 * and a mark stands at the nonce that was asked for.
 */
export function NonceScale({
  progress,
  settled,
}: {
  readonly progress: JobProgress;
  readonly settled: boolean;
}) {
  const { nonce, targetNonce, latestNonce, resumedFromNonce } = progress;
  const end = Math.max(latestNonce ?? 0, targetNonce ?? 0, 1);
  const known = targetNonce !== null;
  const restored = percent(Math.min(resumedFromNonce ?? 0, nonce ?? 0), end);
  const reached = percent(nonce ?? 0, end);
  return (
    <div className="scale">
      <div
        className="scale-track"
        role="progressbar"
        aria-label="Evaluation progress"
        aria-valuemin={0}
        aria-valuemax={targetNonce ?? 1}
        {...(known ? { 'aria-valuenow': Math.min(nonce ?? 0, targetNonce) } : {})}
        aria-valuetext={
          known ? `nonce ${formatCount(nonce ?? 0)} of ${formatCount(targetNonce)}` : 'starting'
        }
        data-waiting={known || settled ? undefined : ''}
      >
        <span className="scale-restored" style={{ inlineSize: `${restored}%` }} />
        <span
          className="scale-evaluated"
          style={{ insetInlineStart: `${restored}%`, inlineSize: `${Math.max(reached - restored, 0)}%` }}
        />
        {nonce === null ? null : (
          <span className="scale-needle" style={{ insetInlineStart: `${reached}%` }} />
        )}
        {known && targetNonce < end ? (
          <span className="scale-target" style={{ insetInlineStart: `${percent(targetNonce, end)}%` }} />
        ) : null}
      </div>
      <div className="scale-numbers number" aria-hidden="true">
        <span>0</span>
        {nonce === null || reached < 8 || reached > 92 ? null : (
          <span className="scale-now" style={{ insetInlineStart: `${reached}%` }}>
            {formatCount(nonce)}
          </span>
        )}
        <span>{known ? formatCount(end) : ''}</span>
      </div>
    </div>
  );
}

function percent(nonce: number, end: number): number {
  return Math.min(100, Math.max(0, (nonce / end) * 100));
}

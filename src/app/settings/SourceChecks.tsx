import type { SourceCheck } from '../../engine/api.ts';
import { ForeignText } from '../components/foreign/ForeignText.tsx';

const kinds: Readonly<Record<SourceCheck['kind'], string>> = {
  gateway: 'Gateway',
  graphql: 'GraphQL',
  'scheduler-unit': 'Scheduler unit',
  'compute-unit': 'Compute unit',
};

/** What each server answered to a harmless question. */
export function SourceChecks({ checks }: { readonly checks: readonly SourceCheck[] }) {
  return (
    <ul className="source-checks sources-wide" aria-label="Source checks">
      {checks.map((check) => (
        <li key={`${check.kind} ${check.url}`} className="source-check" data-check={check.status}>
          <span className="source-check-status">{check.status === 'ok' ? 'answers' : 'fails'}</span>
          <span>
            <strong>{kinds[check.kind]}</strong> <span className="source-check-url">{check.url}</span>
            <br />
            <ForeignText text={check.reason} />
            {check.latencyMs === null ? null : (
              <span className="quiet number"> · {Math.round(check.latencyMs)} ms</span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

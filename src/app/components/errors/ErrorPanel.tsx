import { Fragment, type ReactNode, useId } from 'react';
import type { ErrorReport, Fact } from '../../../engine/api.ts';
import { spellName } from '../../format.ts';
import { withoutAnsi } from '../../text/ansi.ts';
import { EvidenceGlyph } from '../evidence/EvidenceGlyph.tsx';
import { ForeignText } from '../foreign/ForeignText.tsx';
import { handOnFocus } from '../handOnFocus.ts';
import { keyed } from '../keyed.ts';
import { CopyButton } from '../values/CopyButton.tsx';
import { adviseOn } from './errorAdvice.ts';
import './ErrorPanel.css';

interface ErrorPanelProps {
  readonly error: ErrorReport;
  readonly onRetry?: (() => void) | undefined;
  /** Further ways out: links and buttons. */
  readonly children?: ReactNode;
  /** Goes into the diagnostics. */
  readonly facts?: readonly Fact[];
}

/** What happened, where, what was expected and what came, what can be done now. */
export function ErrorPanel({ error, onRetry, children, facts = [] }: ErrorPanelProps) {
  const headingId = useId();
  const { title, advice } = adviseOn(error);
  const { expected, actual, ...rest } = error.details;
  const where = Object.entries(rest).filter(([, value]) => value !== null && value !== '');
  return (
    <section
      className="error-panel"
      role="alert"
      aria-labelledby={headingId}
      data-error={`${error.layer}/${error.code}`}
    >
      <h2 id={headingId} className="error-title">
        {error.layer === 'verification' ? <EvidenceGlyph of="fails" /> : null}
        {title}
      </h2>
      <dl className="error-terms">
        <dt>What happened</dt>
        <dd>
          <ForeignText text={withoutAnsi(error.message)} />
          {error.chain.length === 0 ? null : <CauseChain chain={error.chain} />}
        </dd>
        <dt>Where</dt>
        <dd>
          {error.layer} · <code>{error.code}</code>
          {where.length === 0 ? null : (
            <dl className="error-details">
              {where.map(([name, value]) => (
                <Fragment key={name}>
                  <dt>{spellName(name)}</dt>
                  <dd>
                    <ForeignText text={withoutAnsi(String(value))} />
                  </dd>
                </Fragment>
              ))}
            </dl>
          )}
        </dd>
        {expected === undefined ? null : <Term name="Expected" value={expected} />}
        {actual === undefined ? null : <Term name="Actual" value={actual} />}
        <dt>What you can do</dt>
        <dd>
          <ul className="error-advice">
            {advice.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </dd>
      </dl>
      <div className="row">
        {onRetry === undefined ? null : (
          <button ref={handOnFocus} type="button" className="button button-main" onClick={onRetry}>
            Try again
          </button>
        )}
        {children}
        <CopyButton label="Copy diagnostics" text={() => diagnostics(error, facts)} />
      </div>
    </section>
  );
}

function Term({ name, value }: { readonly name: string; readonly value: string | number | boolean | null }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="error-value">
        <ForeignText text={String(value)} />
      </dd>
    </>
  );
}

function CauseChain({ chain }: { readonly chain: readonly string[] }) {
  return (
    <details className="error-chain">
      <summary>Caused by</summary>
      <ol>
        {keyed(chain).map(({ key, item }) => (
          <li key={key}>
            <ForeignText text={item} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function diagnostics(error: ErrorReport, facts: readonly Fact[]): string {
  const page = location.href;
  return JSON.stringify(
    { time: new Date().toISOString(), page, browser: navigator.userAgent, error, facts },
    null,
    2,
  );
}

import type { Claim, ErrorReport, Fact, JobSnapshot, Lie } from '../../engine/api.ts';
import { type ShownLevel, shownLevel } from '../components/evidence/evidenceWords.ts';
import { isUnsettled, type JobView } from '../jobs/jobView.ts';

/** What came of a lie so far. */
export type Outcome =
  | { readonly kind: 'untold' }
  | { readonly kind: 'running'; readonly nonce: number | null; readonly targetNonce: number | null }
  | { readonly kind: 'stopped' }
  | {
      readonly kind: 'told';
      readonly asForetold: boolean;
      readonly finding: Finding;
      /** The word for the value that is shown; null where none is. */
      readonly level: ShownLevel | null;
    };

/** What gave the lie away. */
export type Finding =
  | { readonly kind: 'fact'; readonly fact: Fact }
  | { readonly kind: 'error'; readonly error: ErrorReport }
  | { readonly kind: 'claim'; readonly claim: Claim }
  | { readonly kind: 'nothing' };

/** Compares what came of a lie with what must come of it. */
export function judge(lie: Lie, view: JobView): Outcome {
  if (view.kind === 'idle') return { kind: 'untold' };
  if (view.kind === 'refused') return told(false, { kind: 'error', error: view.error }, null);
  if (view.kind === 'starting') return { kind: 'running', nonce: null, targetNonce: null };
  const { snapshot } = view;
  if (isUnsettled(view)) {
    const { nonce, targetNonce } = snapshot.progress;
    return { kind: 'running', nonce, targetNonce };
  }
  return snapshot.state === 'stopped' ? { kind: 'stopped' } : judgeSettled(lie, snapshot);
}

function judgeSettled({ expect }: Lie, snapshot: JobSnapshot): Outcome {
  const { answer, error, facts, claims } = snapshot;
  const level = answer === null || error !== null ? null : shownLevel(answer.level, facts);
  if (expect.claim !== undefined) {
    const claim = claims[0];
    if (claim === undefined) return told(false, { kind: 'nothing' }, level);
    return told(claim.status === expect.claim && level === 'evaluated', { kind: 'claim', claim }, level);
  }
  const finding = findingOf(snapshot);
  const asForetold =
    (finding.kind === 'fact' &&
      finding.fact.name === expect.fact &&
      finding.fact.status === (expect.status ?? 'fails')) ||
    (finding.kind === 'error' && finding.error.code === expect.code);
  return told(asForetold && level !== 'evaluated', finding, level);
}

/** The weakest link: a failing fact, else the error that ended the work, else what could not be checked. */
function findingOf({ facts: ledger, error }: JobSnapshot): Finding {
  // What another compute unit makes of the process gives none of the other servers away.
  const facts = ledger.filter(({ name }) => name !== 'compute-units');
  const failing = facts.find(({ status }) => status === 'fails');
  if (failing !== undefined) return { kind: 'fact', fact: failing };
  if (error !== null) return { kind: 'error', error };
  // Nobody can confirm the latest nonce: that this is unknown gives nobody away.
  const unknown = facts.find(({ name, status }) => status === 'unknown' && name !== 'head');
  return unknown === undefined ? { kind: 'nothing' } : { kind: 'fact', fact: unknown };
}

function told(asForetold: boolean, finding: Finding, level: ShownLevel | null): Outcome {
  return { kind: 'told', asForetold, finding, level };
}

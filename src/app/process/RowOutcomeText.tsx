import type { RowOutcome } from '../../engine/api.ts';
import { ForeignText } from '../components/foreign/ForeignText.tsx';
import { withoutAnsi } from '../text/ansi.ts';

/** What came of a message, in a line. */
export function RowOutcomeText({ outcome }: { readonly outcome: RowOutcome }) {
  switch (outcome.kind) {
    case 'not-evaluated':
      return <span className="quiet">not evaluated</span>;
    case 'not-kept':
      return <span className="quiet">evaluated, result not kept</span>;
    case 'result':
      // Blank would look as if nothing were known.
      return outcome.summary.trim() === '' ? (
        <span className="quiet">nothing sent or printed</span>
      ) : (
        <ForeignText text={withoutAnsi(outcome.summary)} />
      );
    case 'error':
      return (
        <>
          <strong>Error</strong> <ForeignText text={withoutAnsi(outcome.message)} />
        </>
      );
  }
}

import type { ReactNode } from 'react';
import type { FindPage, NonceSpan } from '../../../engine/api.ts';
import { formatCount } from '../../format.ts';
import { countOf, describeSpans } from './spans.ts';

interface FindExtentProps {
  readonly pages: readonly FindPage[];
  /** By falling nonce, joined. */
  readonly looked: readonly NonceSpan[];
  readonly latestNonce: number;
  readonly isEmpty: boolean;
  /** The beginning of the schedule was reached: what was not looked at is not kept. */
  readonly isDone: boolean;
  /** What can be done about what was not looked at. */
  readonly children: ReactNode;
}

/** Where was looked, and what may have been missed: that nothing was found means no more than this. */
export function FindExtent({ pages, looked, latestNonce, isEmpty, isDone, children }: FindExtentProps) {
  const total = (of: (page: FindPage) => number) => pages.reduce((sum, page) => sum + of(page), 0);
  const isAll = countOf(looked) === latestNonce + 1;
  return (
    <div className="stack find-extent">
      {isEmpty && looked.length > 0 ? (
        <p>No message that was looked at is like that. Capitals count.</p>
      ) : null}
      {looked.length === 0 ? (
        <p className="note" role="note">
          {isDone
            ? 'None of its schedule is kept here, so there was nothing to look at.'
            : 'Nothing was looked at yet.'}
        </p>
      ) : (
        <p className="quiet">
          Looked at {describeSpans(looked)}
          {isAll
            ? ', all that its scheduler unit tells of.'
            : isDone
              ? `, which is all that could be read here; the schedule goes to nonce ${formatCount(latestNonce)}.`
              : ' so far.'}
        </p>
      )}
      <Unsure count={total(({ withoutResult }) => withoutResult)}>
        that would match otherwise have no result here: evaluate the process to know.
      </Unsure>
      <Unsure count={total(({ withoutMessage }) => withoutMessage)}>
        were assigned without being sent along: of these, only the ids could be compared.
      </Unsure>
      <Unsure count={total(({ failing }) => failing)}>could not be read or verified.</Unsure>
      {isDone && isAll ? null : <div className="row">{children}</div>}
    </div>
  );
}

function Unsure({ count, children }: { readonly count: number; readonly children: ReactNode }) {
  if (count === 0) return null;
  return (
    <p className="note" role="note">
      {formatCount(count)} of them {children}
    </p>
  );
}

import { useMemo } from 'react';
import { ForeignText } from '../components/foreign/ForeignText.tsx';
import { keyed } from '../components/keyed.ts';
import { formatCounted } from '../format.ts';
import { type DiffPart, diffLines, foldEqual } from './lineDiff.ts';

interface AnswerDiffProps {
  readonly ours: string;
  readonly theirs: string;
  readonly host: string;
}

/** Two answers side by side, with what differs marked by a sign and not by colour alone. */
export function AnswerDiff({ ours, theirs, host }: AnswerDiffProps) {
  const parts = useMemo(() => foldEqual(diffLines(ours, theirs)), [ours, theirs]);
  return (
    <table className="answer-diff">
      <caption className="visually-hidden">Both answers</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Differs</span>
          </th>
          <th scope="col">Evaluated here</th>
          <th scope="col">{host} says</th>
        </tr>
      </thead>
      <tbody>
        {keyed(parts).map(({ key, item }) => (
          <DiffLine key={key} part={item} />
        ))}
      </tbody>
    </table>
  );
}

function DiffLine({ part }: { readonly part: DiffPart }) {
  if (part.kind === 'equal')
    return (
      <tr className="diff-equal">
        <td />
        <td colSpan={2}>{formatCounted(part.count, 'equal line')}</td>
      </tr>
    );
  const { left, right, same } = part.row;
  return (
    <tr data-differs={same ? undefined : ''}>
      <td className="diff-sign">{same ? '' : '≠'}</td>
      <td data-label="here">{left === null ? null : <ForeignText text={left} />}</td>
      <td data-label="there">{right === null ? null : <ForeignText text={right} />}</td>
    </tr>
  );
}

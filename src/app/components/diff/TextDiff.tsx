import { useMemo, useState } from 'react';
import { formatCount, formatCounted } from '../../format.ts';
import { LongText } from '../foreign/LongText.tsx';
import { MoreButton } from '../foreign/MoreButton.tsx';
import { keyed } from '../keyed.ts';
import { type CutLine, cutAlike } from './cutAlike.ts';
import { type DiffPart, diffLines, foldEqual } from './lineDiff.ts';
import './TextDiff.css';

/** One of two texts: what heads its column, and the word that stands before its lines where there is room for one column. */
interface DiffSide {
  readonly text: string;
  readonly title: string;
  readonly label: string;
}

interface TextDiffProps {
  readonly caption: string;
  readonly left: DiffSide;
  readonly right: DiffSide;
  /** One of the two is wrong, and not just later. */
  readonly contradicts?: boolean;
}

/** Drawn at once; more on request. */
const partsStep = 500;
const lineCharacters = 4_000;
/** Of a line that only stands beside what differs. */
const equalCharacters = 400;

/** Two texts side by side, with what differs marked by a sign and not by colour alone. */
export function TextDiff({ caption, left, right, contradicts = false }: TextDiffProps) {
  const parts = useMemo(() => foldEqual(diffLines(left.text, right.text)), [left.text, right.text]);
  const [shown, setShown] = useState(partsStep);
  return (
    <>
      <table className={contradicts ? 'text-diff text-diff-contradicts' : 'text-diff'}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Differs</span>
            </th>
            <th scope="col">{left.title}</th>
            <th scope="col">{right.title}</th>
          </tr>
        </thead>
        <tbody>
          {keyed(parts.slice(0, shown)).map(({ key, item }) => (
            <DiffLine key={key} part={item} left={left.label} right={right.label} />
          ))}
        </tbody>
      </table>
      {parts.length > shown ? (
        <MoreButton left={formatCount(parts.length - shown)} onMore={() => setShown(shown + partsStep * 5)} />
      ) : null}
    </>
  );
}

function DiffLine({
  part,
  left,
  right,
}: {
  readonly part: DiffPart;
  readonly left: string;
  readonly right: string;
}) {
  if (part.kind === 'equal')
    return (
      <tr className="diff-equal">
        <td />
        <td colSpan={2}>{formatCounted(part.count, 'equal line')}</td>
      </tr>
    );
  const { row } = part;
  const first = row.same ? equalCharacters : lineCharacters;
  const cut = row.left === null || row.right === null || row.same ? null : cutAlike(row.left, row.right);
  return (
    <tr data-differs={row.same ? undefined : ''}>
      <td className="diff-sign">{row.same ? '' : '≠'}</td>
      <td data-label={left}>
        {row.left === null ? null : <Line {...(cut?.left ?? whole(row.left))} first={first} />}
      </td>
      <td data-label={right}>
        {row.right === null ? null : <Line {...(cut?.right ?? whole(row.right))} first={first} />}
      </td>
    </tr>
  );
}

function whole(text: string): CutLine {
  return { before: 0, text, after: 0 };
}

function Line({ before, text, after, first }: CutLine & { readonly first: number }) {
  return (
    <>
      <Alike count={before} />
      <LongText text={text} first={first} />
      <Alike count={after} />
    </>
  );
}

function Alike({ count }: { readonly count: number }) {
  return count === 0 ? null : <span className="diff-alike">{formatCounted(count, 'equal character')}</span>;
}

import { anchorsOf } from './anchors.ts';

/** One row of two texts side by side; null: the other text has no such line. */
export interface DiffRow {
  readonly left: string | null;
  readonly right: string | null;
  readonly same: boolean;
}

/** So many equal rows around a difference are shown, the others are counted. */
const context = 3;
/** Beyond this product of lines, lines that each text has once say first what stands where. */
const mostCells = 4_000_000;

export type DiffPart =
  | { readonly kind: 'row'; readonly row: DiffRow }
  | { readonly kind: 'equal'; readonly count: number };

/** Two texts line by line, aligned by what they have in common. */
export function diffLines(left: string, right: string): readonly DiffRow[] {
  const a = left.split('\n');
  const b = right.split('\n');
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const equal = (line: string): DiffRow => ({ left: line, right: line, same: true });
  const middle = align(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return [...a.slice(0, start).map(equal), ...pair(middle), ...a.slice(a.length - end).map(equal)];
}

/** The same rows without long stretches in which nothing differs. */
export function foldEqual(rows: readonly DiffRow[]): readonly DiffPart[] {
  const near = rows.map((_, index) =>
    rows.slice(Math.max(0, index - context), index + context + 1).some(({ same }) => !same),
  );
  const parts: DiffPart[] = [];
  for (const [index, row] of rows.entries()) {
    const last = parts.at(-1);
    if (near[index]) parts.push({ kind: 'row', row });
    else if (last?.kind === 'equal') parts[parts.length - 1] = { kind: 'equal', count: last.count + 1 };
    else parts.push({ kind: 'equal', count: 1 });
  }
  return parts;
}

function align(a: readonly string[], b: readonly string[]): readonly DiffRow[] {
  if (a.length === 0 || b.length === 0) return [...a.map(onlyLeft), ...b.map(onlyRight)];
  return a.length * b.length > mostCells ? alignByAnchors(a, b) : alignByLongest(a, b);
}

/** Lists of many thousand lines: what lies between two anchors is aligned by itself. */
function alignByAnchors(a: readonly string[], b: readonly string[]): readonly DiffRow[] {
  const anchors = anchorsOf(a, b);
  if (anchors.length === 0) return [...a.map(onlyLeft), ...b.map(onlyRight)];
  const rows: DiffRow[] = [];
  let [fromLeft, fromRight] = [0, 0];
  for (const { left, right } of [...anchors, { left: a.length, right: b.length }]) {
    for (const row of align(a.slice(fromLeft, left), b.slice(fromRight, right))) rows.push(row);
    const line = a[left];
    if (line !== undefined) rows.push({ left: line, right: line, same: true });
    fromLeft = left + 1;
    fromRight = right + 1;
  }
  return rows;
}

/** By the longest common subsequence. */
function alignByLongest(a: readonly string[], b: readonly string[]): readonly DiffRow[] {
  const width = b.length + 1;
  /** Length of the longest common subsequence of what follows. */
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = a.length - 1; row >= 0; row -= 1) {
    for (let column = b.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        a[row] === b[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const rows: DiffRow[] = [];
  let row = 0;
  let column = 0;
  while (row < a.length || column < b.length) {
    const left = a[row];
    const right = b[column];
    if (left !== undefined && left === right) {
      rows.push({ left, right, same: true });
      row += 1;
      column += 1;
    } else if (left !== undefined && (right === undefined || at(row + 1, column) >= at(row, column + 1))) {
      rows.push(onlyLeft(left));
      row += 1;
    } else if (right !== undefined) {
      rows.push(onlyRight(right));
      column += 1;
    }
  }
  return rows;
}

/** A line that went and one that came in the same place stand beside each other. */
function pair(rows: readonly DiffRow[]): readonly DiffRow[] {
  const paired: DiffRow[] = [];
  let gone: string[] = [];
  let came: string[] = [];
  const flush = () => {
    for (let index = 0; index < Math.max(gone.length, came.length); index += 1) {
      paired.push({ left: gone[index] ?? null, right: came[index] ?? null, same: false });
    }
    gone = [];
    came = [];
  };
  for (const row of rows) {
    if (row.same) {
      flush();
      paired.push(row);
    }
    if (!row.same && row.left !== null) gone.push(row.left);
    if (!row.same && row.right !== null) came.push(row.right);
  }
  flush();
  return paired;
}

function onlyLeft(left: string): DiffRow {
  return { left, right: null, same: false };
}

function onlyRight(right: string): DiffRow {
  return { left: null, right, same: false };
}

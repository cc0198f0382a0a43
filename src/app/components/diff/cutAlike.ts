/** A part of a line, and how many characters of it are left out on either side, because another line has the same there. */
export interface CutLine {
  readonly before: number;
  readonly text: string;
  readonly after: number;
}

/** Characters that stay beside what differs, so that a reader sees where it stands. */
const context = 120;
/** Fewer than these are sooner read than left out. */
const worthCutting = 400;

/** Two lines that differ, without what both begin and end with: of a table's megabyte in one line a reader wants the entry that changed. */
export function cutAlike(left: string, right: string): { readonly left: CutLine; readonly right: CutLine } {
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < shorter - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const before = beginsWell(left, start - context > worthCutting ? start - context : 0);
  const after = endsWell(left, end - context > worthCutting ? end - context : 0);
  const cut = (line: string): CutLine => ({ before, text: line.slice(before, line.length - after), after });
  return { left: cut(left), right: cut(right) };
}

const isSecondHalf = (line: string, at: number) => /[\uDC00-\uDFFF]/.test(line[at] ?? '');

/** No character is cut into two. */
function beginsWell(line: string, at: number): number {
  return at > 0 && isSecondHalf(line, at) ? at - 1 : at;
}

function endsWell(line: string, left: number): number {
  return left > 0 && isSecondHalf(line, line.length - left) ? left - 1 : left;
}

import { useState } from 'react';
import { formatBytes } from '../../format.ts';
import { hasAnsi } from '../../text/ansi.ts';
import { AnsiText } from './AnsiText.tsx';
import { ForeignText } from './ForeignText.tsx';
import { MoreButton } from './MoreButton.tsx';

interface LongTextProps {
  readonly text: string;
  /** Characters that are shown before a person asks for more. */
  readonly first?: number;
  /** Its ANSI colours are shown as ours. */
  readonly ansi?: boolean;
}

/** A text of any length: its beginning, and the rest on request. */
export function LongText({ text, first = 8_000, ansi = false }: LongTextProps) {
  const [limit, setLimit] = useState(first);
  const shown = beginningOf(text, limit);
  return (
    <>
      {ansi && hasAnsi(shown) ? <AnsiText text={shown} /> : <ForeignText text={shown} />}
      {shown.length < text.length ? (
        <>
          {' '}
          <MoreButton left={formatBytes(text.length - shown.length)} onMore={() => setLimit(limit * 8)} />
        </>
      ) : null}
    </>
  );
}

/** As far as `limit`, or a line's end shortly before it. What would leave only a little to ask for is shown whole. */
export function beginningOf(text: string, limit: number): string {
  if (text.length <= limit * 1.5) return text;
  const lineEnd = text.lastIndexOf('\n', limit - 1) + 1;
  return text.slice(0, lineEnd > limit * 0.75 ? lineEnd : limit);
}

import { useState } from 'react';
import { formatBytes } from '../../format.ts';
import { hasAnsi } from '../../text/ansi.ts';
import { AnsiText } from './AnsiText.tsx';
import { ForeignText } from './ForeignText.tsx';
import { MoreButton } from './MoreButton.tsx';

/** Shown before a person asks for more. */
const firstCharacters = 8_000;

/** A text of any length: its beginning, and the rest on request. */
export function LongText({ text, ansi = false }: { readonly text: string; readonly ansi?: boolean }) {
  const [limit, setLimit] = useState(firstCharacters);
  const shown = text.slice(0, limit);
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

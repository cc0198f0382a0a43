/** A piece of foreign text: shown as it is, or an invisible character to be shown by name. */
export type TextPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'control'; readonly code: string; readonly name: string };

/**
 * Characters that change how their neighbours read without showing themselves: controls except tab and line feed,
 * everything of category Format (zero-width characters, bidirectional marks, embeddings, overrides and isolates of UAX #9,
 * tags, byte order mark) except the four Arabic signs that are drawn, line separators, and blank letters.
 */
const invisible =
  /(?![\t\n\u0600-\u0605\u06dd\u08e2])(?:[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5)/gu;

const names: Readonly<Record<number, string>> = {
  0: 'null',
  8: 'backspace',
  13: 'carriage return',
  27: 'escape',
  173: 'soft hyphen',
  1564: 'Arabic letter mark',
  8203: 'zero width space',
  8204: 'zero width non-joiner',
  8205: 'zero width joiner',
  8206: 'left-to-right mark',
  8207: 'right-to-left mark',
  8234: 'left-to-right embedding',
  8235: 'right-to-left embedding',
  8236: 'pop directional formatting',
  8237: 'left-to-right override',
  8238: 'right-to-left override',
  8294: 'left-to-right isolate',
  8295: 'right-to-left isolate',
  8296: 'first strong isolate',
  8297: 'pop directional isolate',
  65279: 'byte order mark',
};

export function splitControls(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(invisible)) {
    // Emoji sequences need their joiners; between two pictographs one hides nothing.
    if (match[0] === '\u200d' && joinsPictographs(text, match.index)) continue;
    if (match[0] === '\r' && text[match.index + 1] === '\n') {
      pieces.push({ kind: 'text', text: text.slice(end, match.index) });
    } else {
      const point = match[0].codePointAt(0) ?? 0;
      const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
      pieces.push({ kind: 'text', text: text.slice(end, match.index) });
      pieces.push({ kind: 'control', code, name: names[point] ?? 'invisible character' });
    }
    end = match.index + match[0].length;
  }
  pieces.push({ kind: 'text', text: text.slice(end) });
  return pieces.filter((piece) => piece.kind === 'control' || piece.text !== '');
}

function joinsPictographs(text: string, index: number): boolean {
  return (
    /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u.test(
      text.slice(Math.max(0, index - 2), index),
    ) && /^\p{Extended_Pictographic}/u.test(text.slice(index + 1, index + 3))
  );
}

/** Much of it cannot be read as text: more than a tenth of the first 4,000 characters are controls or U+FFFD. */
export function looksBinary(text: string): boolean {
  // ANSI colours are text.
  const head = text.slice(0, 4_000).replace(/\p{Cc}\[[0-9;]*m/gu, '');
  const odd = head.match(/(?![\t\n\r])\p{Cc}|\ufffd/gu)?.length ?? 0;
  return odd > head.length / 10;
}

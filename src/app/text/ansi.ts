import Anser from 'anser';

/** A run of text with the colours that its ANSI escapes asked for, as class names: colours stay ours to choose. */
export interface AnsiRun {
  readonly text: string;
  readonly className: string;
}

const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
const decorations: Readonly<Record<string, string>> = {
  bold: 'ansi-bold',
  dim: 'ansi-dim',
  italic: 'ansi-italic',
  underline: 'ansi-underline',
  strikethrough: 'ansi-strike',
  reverse: 'ansi-reverse',
};

/**
 * Colours are mapped to the eight names, bright ones to their plain twins; 256-colour and true-colour escapes are dropped, as is
 * `hidden`: foreign text does not get to choose a colour that cannot be read. Backgrounds are dropped for the same reason.
 */
export function ansiRuns(text: string): readonly AnsiRun[] {
  return Anser.ansiToJson(text, { json: true, use_classes: true, remove_empty: true }).map((entry) => ({
    text: entry.content,
    className: [
      colourClass(entry.fg),
      ...entry.decorations.map((decoration) => decorations[decoration] ?? ''),
    ]
      .filter((name) => name !== '')
      .join(' '),
  }));
}

function colourClass(foreground: string | null): string {
  const colour = colours.find(
    (name) => foreground === `ansi-${name}` || foreground === `ansi-bright-${name}`,
  );
  return colour === undefined ? '' : `ansi-${colour}`;
}

export function hasAnsi(text: string): boolean {
  return text.includes('\u001b[');
}

/** The text alone: for places where a stranger's colours could pass for ours. */
export function withoutAnsi(text: string): string {
  return ansiRuns(text)
    .map((run) => run.text)
    .join('');
}

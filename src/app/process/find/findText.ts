import type { FindTerm } from '../../../engine/api.ts';
import { isWalletShape } from '../../pasted.ts';

/** A question to a schedule, as its field and its link say it. */
export type FindText =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'terms'; readonly terms: readonly FindTerm[] }
  | { readonly kind: 'wrong'; readonly reason: string };

const mostCharacters = 2000;

/** What may stand before a colon. */
const prefixes = {
  action: (value) => ({ kind: 'action', value }),
  from: (value) => ({ kind: 'from', value }),
  signer: (value) => ({ kind: 'signer', value }),
  target: (value) => ({ kind: 'target', value }),
  id: (value) => ({ kind: 'names', value }),
  tag: (name) => ({ kind: 'tag', name, value: null }),
  sent: (value) => ({ kind: 'sent-to', value }),
  is: (value) => (value === 'error' ? { kind: 'error' } : null),
} as const satisfies Readonly<Record<string, (value: string) => FindTerm | null>>;

/**
 * Words of a question: `action:Transfer`, `Recipient=…`, `is:error`. A word by itself is an action, or an id wherever it stands. What has spaces
 * stands in quotes; a quote inside of them is doubled.
 */
export function readFindText(text: string): FindText {
  if (text.length > mostCharacters) return wrong(`That is longer than ${mostCharacters} characters.`);
  const words = splitWords(text);
  if (words === null) return wrong('A quote is not closed.');
  const terms: FindTerm[] = [];
  for (const word of words) {
    const term = readWord(word);
    if (typeof term === 'string') return wrong(term);
    terms.push(term);
  }
  return terms.length === 0 ? { kind: 'nothing' } : { kind: 'terms', terms };
}

function wrong(reason: string): FindText {
  return { kind: 'wrong', reason };
}

/** `mark` is the first `:` or `=` outside of quotes. */
interface Word {
  readonly before: string;
  readonly mark: ':' | '=' | '';
  readonly after: string;
}

function splitWords(text: string): readonly Word[] | null {
  const words: Word[] = [];
  const parts = text.matchAll(/(?:"(?:[^"]|"")*"|[^\s"])+|(\S)/g);
  for (const [word, stray] of parts) {
    if (stray !== undefined) return null;
    words.push(splitWord(word));
  }
  return words;
}

function splitWord(word: string): Word {
  const [, before = '', mark = '', after = ''] =
    /^((?:"(?:[^"]|"")*"|[^":=])*)([:=]?)(.*)$/s.exec(word) ?? [];
  return { before: unquote(before), mark: mark === ':' || mark === '=' ? mark : '', after: unquote(after) };
}

function unquote(text: string): string {
  return text.replace(/"((?:[^"]|"")*)"/g, (_, inner: string) => inner.replaceAll('""', '"'));
}

/** A sentence where it means nothing. */
function readWord({ before, mark, after }: Word): FindTerm | string {
  if (mark === '') return isWalletShape(before) ? prefixes.id(before) : prefixes.action(before);
  if (mark === '=') return before === '' ? 'A tag’s name is missing before “=”.' : tagTerm(before, after);
  if (!isPrefix(before)) return `“${shorten(before)}:” is nothing to look for.`;
  if (after === '') return `Something is missing after “${before}:”.`;
  return (
    prefixes[before](after) ?? `“${before}:${shorten(after)}” is nothing to look for: there is “is:error”.`
  );
}

function tagTerm(name: string, value: string): FindTerm {
  return { kind: 'tag', name, value };
}

function isPrefix(text: string): text is keyof typeof prefixes {
  return Object.hasOwn(prefixes, text);
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The word that asks for a term. */
export function writeFindTerm(term: FindTerm): string {
  switch (term.kind) {
    case 'error':
      return 'is:error';
    case 'tag':
      return term.value === null ? `tag:${quote(term.name)}` : `${quote(term.name)}=${quote(term.value)}`;
    case 'names':
      return `id:${quote(term.value)}`;
    case 'sent-to':
      return `sent:${quote(term.value)}`;
    case 'action':
    case 'from':
    case 'signer':
    case 'target':
      return `${term.kind}:${quote(term.value)}`;
  }
}

function quote(text: string): string {
  return /^[^\s":=]+$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

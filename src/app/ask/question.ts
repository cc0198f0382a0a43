import type { DryRunMessage, Tags } from '../../engine/api.ts';
import type { AskSearch } from '../search.ts';

/** What a dry-run says it is from where nobody is named: other clients' custom, and nobody's address. */
export const nobody = '1234';

export type Question =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'message'; readonly message: DryRunMessage }
  /** The first line of tags that is none. */
  | { readonly kind: 'wrong-tag'; readonly line: string };

/** The dry-run that a link asks: `action` is the tag of that name, `tags` has others, one `Name: value` a line. */
export function questionOf(
  processId: string,
  { action, tags = '', data, as }: Pick<AskSearch, 'action' | 'tags' | 'data' | 'as'>,
): Question {
  const read = readTags(tags);
  if (read.kind === 'wrong-tag') return read;
  const all: Tags = action ? [{ name: 'Action', value: action }, ...read.tags] : read.tags;
  if (all.length === 0 && !data) return { kind: 'nothing' };
  return {
    kind: 'message',
    message: { Id: nobody, Target: processId, Owner: as || nobody, Tags: all, Data: data ?? '' },
  };
}

type ReadTags =
  | { readonly kind: 'tags'; readonly tags: Tags }
  | { readonly kind: 'wrong-tag'; readonly line: string };

/** A name ends at the first colon: those of AO's tags have none, values may. */
export function readTags(text: string): ReadTags {
  const tags: { readonly name: string; readonly value: string }[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim();
    if (colon < 0 || name === '') return { kind: 'wrong-tag', line: line.trim() };
    tags.push({ name, value: line.slice(colon + 1).trim() });
  }
  return { kind: 'tags', tags };
}

import type { StartPoint } from '../engine/api.ts';

/** In a link: the id of a published checkpoint, or this word. */
const newest = 'newest';

/** Where a link says that evaluation begins; undefined: with the first message. */
export function startOfLink(text: string | undefined): StartPoint | undefined {
  if (text === undefined || text === '') return undefined;
  return text === newest ? { kind: 'newest-checkpoint' } : { kind: 'network-checkpoint', id: text };
}

export function linkOfStart(start: StartPoint | undefined): string | undefined {
  return start?.kind === 'newest-checkpoint' ? newest : start?.id;
}

import type { StartPoint } from '../engine/api.ts';

/** In a link: the id of a published checkpoint, or one of these words. */
export const newest = 'newest';
export const imported = 'imported';

/** Where a link says that evaluation begins; undefined: with the first message. */
export function startOfLink(text: string | undefined): StartPoint | undefined {
  if (text === undefined || text === '') return undefined;
  if (text === imported) return { kind: 'imported-checkpoint' };
  return text === newest ? { kind: 'newest-checkpoint' } : { kind: 'network-checkpoint', id: text };
}

export function linkOfStart(start: StartPoint | undefined): string | undefined {
  if (start?.kind === 'imported-checkpoint') return imported;
  return start?.kind === 'newest-checkpoint' ? newest : start?.id;
}

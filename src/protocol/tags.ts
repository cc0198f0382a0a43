/** Order and repetition are kept: both are part of what was signed. */
export interface Tag {
  readonly name: string;
  readonly value: string;
}
export type Tags = readonly Tag[];

/** Value of the *first* tag with exactly this name, as the reference CU reads single tags (legacynet.md §3.1). */
export function findTag(tags: Tags, name: string): string | undefined {
  return tags.find((tag) => tag.name === name)?.value;
}

export function findTags(tags: Tags, name: string): readonly string[] {
  return tags.filter((tag) => tag.name === name).map((tag) => tag.value);
}

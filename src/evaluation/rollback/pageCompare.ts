import { memoryPageBytes } from '../evaluator.ts';

export const wordsPerPage = memoryPageBytes / 4;

// Compiled code reads eight words a turn about twice as fast as one (docs/decisions: rollback).
const stride = 8;

/** True where the page of `words` that starts at word `start` is all zero. */
export function isZeroPage(words: Int32Array, start: number): boolean {
  const end = start + wordsPerPage;
  for (let at = start; at < end; at += stride) {
    const any =
      (words[at] as number) |
      (words[at + 1] as number) |
      (words[at + 2] as number) |
      (words[at + 3] as number) |
      (words[at + 4] as number) |
      (words[at + 5] as number) |
      (words[at + 6] as number) |
      (words[at + 7] as number);
    if (any !== 0) return false;
  }
  return true;
}

/** True where the page of `words` that starts at word `start` equals `page`. */
export function equalWords(words: Int32Array, start: number, page: Int32Array): boolean {
  for (let at = 0; at < wordsPerPage; at += stride) {
    const from = start + at;
    const any =
      ((words[from] as number) ^ (page[at] as number)) |
      ((words[from + 1] as number) ^ (page[at + 1] as number)) |
      ((words[from + 2] as number) ^ (page[at + 2] as number)) |
      ((words[from + 3] as number) ^ (page[at + 3] as number)) |
      ((words[from + 4] as number) ^ (page[at + 4] as number)) |
      ((words[from + 5] as number) ^ (page[at + 5] as number)) |
      ((words[from + 6] as number) ^ (page[at + 6] as number)) |
      ((words[from + 7] as number) ^ (page[at + 7] as number));
    if (any !== 0) return false;
  }
  return true;
}

import type { JobProgress } from '../api.ts';

/** More than a run that goes well has by far; each is a sentence that somebody should read. */
const mostNotices = 20;

/** Sentences for the user. */
export interface Notices {
  /** Tells a sentence, once, with those before it. */
  tell(sentence: string): void;
  /** What stands in the way of saving, in place of what was told of that before; undefined: nothing any more. */
  tellSaving(problem: string | undefined): void;
}

export function createNotices(onProgress: (progress: Pick<JobProgress, 'notices'>) => void): Notices {
  let told: readonly string[] = [];
  let saving: string | undefined;
  const show = () => onProgress({ notices: saving === undefined ? told : [...told, saving] });
  return {
    tell(sentence) {
      if (told.includes(sentence)) return;
      told = [...told, sentence].slice(-mostNotices);
      show();
    },
    tellSaving(problem) {
      if (problem === saving) return;
      saving = problem;
      show();
    },
  };
}

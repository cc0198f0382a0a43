import type { JobProgress } from '../api.ts';

/** Collects sentences for the user; each is told once, with those before it. */
export function createNotices(
  onProgress: (progress: Pick<JobProgress, 'notices'>) => void,
): (sentence: string) => void {
  let notices: readonly string[] = [];
  return (sentence) => {
    if (notices.includes(sentence)) return;
    notices = [...notices, sentence];
    onProgress({ notices });
  };
}

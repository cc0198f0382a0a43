import { createHash } from 'node:crypto';

/** What the reference loader left after one message. */
export interface ExpectedStep {
  /** The result's text; a long one as its length and hash. */
  readonly result: string;
  /** Hex SHA-256 of the whole linear memory; absent where it is not hashed, or where nothing has succeeded yet. */
  readonly memory?: string;
}

export type ExpectedScenarios = Readonly<Record<string, readonly ExpectedStep[]>>;

const longestShown = 300;

/** Texts that are compared whole would make megabytes of expectations. */
export function shortened(result: string): string {
  if (result.length <= longestShown) return result;
  const hash = createHash('sha256').update(result).digest('hex');
  return `${result.length} characters, sha256 ${hash}`;
}

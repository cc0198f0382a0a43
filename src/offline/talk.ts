/** What a page says to a service worker; versions may differ, so nothing here changes its meaning. */
export type PageWord =
  /** Which version are you, and is this script one of yours? Answered, through the port that comes along, with a `Description` or null. */
  | { readonly kind: 'describe'; readonly scriptUrl: string }
  /** Take the place of the version before, now. */
  | { readonly kind: 'take-over' }
  /** This page now holds the lock of the version that it runs: look whether others can go. */
  | { readonly kind: 'tidy' };

export interface Description {
  readonly version: string;
  /** The page that asked runs this version. */
  readonly isOfPage: boolean;
}

/** What a service worker that could not be installed says to all pages. */
export interface NotKept {
  readonly kind: 'not-kept';
  /** A sentence. */
  readonly reason: string;
}

export function readPageWord(data: unknown): PageWord | undefined {
  if (!isRecord(data)) return undefined;
  const { kind, scriptUrl } = data;
  if (kind === 'take-over' || kind === 'tidy') return { kind };
  return kind === 'describe' && typeof scriptUrl === 'string' ? { kind, scriptUrl } : undefined;
}

export function readDescription(data: unknown): Description | undefined {
  if (!isRecord(data)) return undefined;
  const { version, isOfPage } = data;
  return typeof version === 'string' && typeof isOfPage === 'boolean' ? { version, isOfPage } : undefined;
}

export function readNotKept(data: unknown): NotKept | undefined {
  if (!isRecord(data)) return undefined;
  const { kind, reason } = data;
  return kind === 'not-kept' && typeof reason === 'string' ? { kind, reason } : undefined;
}

function isRecord(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null;
}

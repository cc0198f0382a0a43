/** Last parameter wherever something waits. */
export interface Abortable {
  readonly signal?: AbortSignal | undefined;
}

/** Settles like `promise`, or rejects with the signal's reason as soon as it fires. */
export async function raceAbort<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return promise;
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    stop = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    // After an abort, too: what `promise` fails with later would be an error that nobody handles.
    return await Promise.race([aborted, promise]);
  } finally {
    stop?.();
  }
}

/** Waits `delayMs`, or rejects at once with the signal's reason. */
export async function delay(delayMs: number, options: Abortable = {}): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await raceAbort(
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, delayMs);
      }),
      options.signal,
    );
  } finally {
    clearTimeout(timer);
  }
}

export function isAbortError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

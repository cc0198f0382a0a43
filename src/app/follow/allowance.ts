/** How many looks a tab may take, however many processes it keeps up with and whatever wakes it. */
export interface Allowance {
  /** Uses up one; false where none is left. */
  take(): boolean;
  /** Until there is one; 0 where there is. */
  waitMs(): number;
}

export interface AllowanceOptions {
  /** At once, after a time in which none was used. */
  readonly burst: number;
  /** One more after each. In any hour there are at most `burst + 3,600,000 / everyMs`. */
  readonly everyMs: number;
  readonly steadyMs: () => number;
}

/** 188 in any hour: eight processes are asked some twenty times each, and more of them take turns. */
export const usualAllowance = { burst: 8, everyMs: 20_000 } as const;

export function createAllowance({ burst, everyMs, steadyMs }: AllowanceOptions): Allowance {
  // When all of the burst would be there again: one number, and nothing that grows.
  let fullAtMs = Number.NEGATIVE_INFINITY;
  const waitMs = () => Math.max(0, fullAtMs - steadyMs() - (burst - 1) * everyMs);
  return {
    waitMs,
    take() {
      if (waitMs() > 0) return false;
      fullAtMs = Math.max(fullAtMs, steadyMs()) + everyMs;
      return true;
    },
  };
}
